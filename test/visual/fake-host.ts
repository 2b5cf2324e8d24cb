// A typed host of our own. It records every call; what the visual has no business with throws.
import type powerbi from "powerbi-visuals-api";
import english from "./english";

type Host = powerbi.extensibility.visual.IVisualHost;

export interface Call {
  readonly name: string;
  readonly detail: unknown;
}

export interface FakeHostOptions {
  readonly locale?: string;
  readonly highContrast?: boolean;
  readonly allowInteractions?: boolean;
  /** How often fetchMoreData says yes. */
  readonly segments?: number;
}

const COLORS = ["#118dff", "#12239e", "#e66c37", "#6b007b", "#e044a7", "#744ec2", "#d9b300", "#d64550"];

export class FakeHost {
  readonly calls: Call[] = [];
  private segments: number;
  private readonly given = new Map<string, string>();

  constructor(private readonly options: FakeHostOptions = {}) {
    this.segments = options.segments ?? 0;
  }

  named(name: string): readonly Call[] {
    return this.calls.filter((call) => call.name === name);
  }

  /** Everything that left the visual, as text to search in. */
  get told(): string {
    return JSON.stringify(this.calls, (_key, value: unknown) =>
      typeof value === "function" ? undefined : value,
    );
  }

  private log(name: string, detail: unknown = null): void {
    this.calls.push({ name, detail });
  }

  private palette(): powerbi.extensibility.ISandboxExtendedColorPalette {
    const high = this.options.highContrast === true;
    const [foreground, background] = high ? ["#ffffff", "#000000"] : ["#252423", "#ffffff"];
    const fixed = new Proxy(
      {
        isHighContrast: high,
        getColor: (key: string) => {
          const color = this.given.get(key) ?? COLORS[this.given.size % COLORS.length] ?? "#118dff";
          this.given.set(key, color);
          return { value: color };
        },
        reset: () => fixed,
      },
      {
        get: (target, name) =>
          name in target
            ? target[name as keyof typeof target]
            : { value: String(name).startsWith("background") ? background : foreground },
      },
    ) as unknown as powerbi.extensibility.ISandboxExtendedColorPalette;
    return fixed;
  }

  build(): Host {
    const log =
      (name: string) =>
      (...details: unknown[]) => {
        this.log(name, details);
      };
    const identity = (measure: string | null) => ({ measure });
    const builder = {
      measure: null as string | null,
      withMeasure(measure: string) {
        builder.measure = measure;
        return builder;
      },
      createSelectionId: () => identity(builder.measure),
    };
    const known: Partial<Host> = {
      colorPalette: this.palette(),
      locale: this.options.locale ?? "en-US",
      instanceId: "test",
      hostCapabilities: { allowInteractions: this.options.allowInteractions ?? true },
      createLocalizationManager: () => ({ getDisplayName: (key) => english[key] ?? `?${key}` }),
      createSelectionIdBuilder: () => builder as unknown as powerbi.visuals.ISelectionIdBuilder,
      createSelectionManager: () =>
        ({
          showContextMenu: (id: unknown, at: unknown) => {
            this.log("showContextMenu", [id, at]);
            return Promise.resolve({});
          },
        }) as unknown as powerbi.extensibility.ISelectionManager,
      eventService: {
        // The options that come back are the host's own, rows included: nothing that the visual tells.
        renderingStarted: () => {
          this.log("renderingStarted");
        },
        renderingFinished: () => {
          this.log("renderingFinished");
        },
        renderingFailed: (_options, reason) => {
          this.log("renderingFailed", reason);
        },
      },
      tooltipService: {
        enabled: () => true,
        show: log("tooltip"),
        move: log("tooltip"),
        hide: log("hideTooltip"),
      },
      fetchMoreData: (aggregate) => {
        this.log("fetchMoreData", aggregate);
        this.segments -= 1;
        return this.segments >= 0;
      },
      persistProperties: log("persistProperties"),
      applyJsonFilter: log("applyJsonFilter"),
      displayWarningIcon: log("displayWarningIcon"),
      refreshHostData: log("refreshHostData"),
      subSelectionService: {
        subSelect: log("subSelect"),
        updateRegionOutlines: log("updateRegionOutlines"),
      },
    };
    return new Proxy(known as Host, {
      get: (target, name) => {
        if (name in target) return target[name as keyof Host];
        throw new Error(`The visual has no business with host.${String(name)}.`);
      },
    });
  }
}
