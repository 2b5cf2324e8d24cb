import { strFromU8, unzipSync } from "fflate";

/** The fields of capabilities.json that the report page reads. */
export interface Capabilities {
  readonly dataRoles: readonly {
    readonly name: string;
    readonly displayName: string;
    readonly displayNameKey?: string;
    readonly description?: string;
    readonly descriptionKey?: string;
    readonly kind: "Grouping" | "Measure" | "GroupingOrMeasure" | number;
  }[];
  readonly dataViewMappings: readonly {
    readonly conditions?: readonly Readonly<Record<string, { readonly max?: number } | undefined>>[];
  }[];
  readonly supportsEmptyDataView?: boolean;
  readonly sorting?: { readonly implicit?: { readonly clauses: readonly { readonly role: string }[] } };
}

interface Resource {
  readonly visual: { readonly guid: string; readonly displayName: string; readonly version: string };
  readonly capabilities: Capabilities;
  readonly content: { readonly js: string; readonly css: string };
  readonly stringResources: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
}

export interface PackagedVisual {
  readonly guid: string;
  readonly name: string;
  readonly version: string;
  readonly script: string;
  readonly style: string;
  readonly capabilities: Capabilities;
  /** Languages that the package speaks. */
  readonly locales: readonly string[];
  /** Texts of a language, English where one is missing. */
  strings(locale: string): Readonly<Record<string, string>>;
}

/** Takes a .pbiviz apart. Throws an Error where it is none. */
export function unpackVisual(bytes: Uint8Array): PackagedVisual {
  const files = unzipSync(bytes);
  const manifestFile = files["package.json"];
  if (!manifestFile) throw new Error("This is no packaged visual: package.json is missing.");
  const manifest = JSON.parse(strFromU8(manifestFile)) as { resources: { file: string }[] };
  const resourceFile = files[manifest.resources[0]?.file ?? ""];
  if (!resourceFile) throw new Error("The package has no resource.");
  const resource = JSON.parse(strFromU8(resourceFile)) as Resource;
  const texts = (locale: string) => resource.stringResources[locale] ?? {};
  return {
    guid: resource.visual.guid,
    name: resource.visual.displayName,
    version: resource.visual.version,
    script: resource.content.js,
    style: resource.content.css,
    capabilities: resource.capabilities,
    locales: Object.keys(resource.stringResources),
    strings: (locale) => ({ ...texts("en-US"), ...texts(locale) }),
  };
}
