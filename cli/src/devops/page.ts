/** A page of something, and where the next one begins; undefined after the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
  /** Where what comes later will begin, for sources that say it. */
  readonly watermark?: string;
}

/** A revision of a work item, with the names of the tracking service. */
export interface WorkItemRevision {
  readonly id?: number;
  readonly rev?: number;
  readonly fields?: Readonly<Record<string, unknown>>;
}
