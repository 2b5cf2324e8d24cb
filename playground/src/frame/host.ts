import type powerbi from "powerbi-visuals-api";
import type { FromFrame, ToFrame } from "../protocol";
import type { ReportPalette } from "./palette";
import { RowIdBuilder, type SelectionManager } from "./selection";

type Host = powerbi.extensibility.visual.IVisualHost;

type Create = Extract<ToFrame, { kind: "create" }>;
type Tell = (message: FromFrame) => void;

/** What the frame lends the host: the way to the page and the way to more rows. */
export interface Lent {
  readonly tell: Tell;
  readonly fetchMoreData: (aggregate: boolean) => boolean;
  readonly refresh: () => void;
  readonly subSelect: (chosen: powerbi.visuals.CustomVisualSubSelection | undefined) => void;
}

/** A service that this page does not offer: using it is an error that says so, and is logged. */
function absent<Name extends keyof Host>(name: Name, tell: Tell): Host[Name] & object {
  return new Proxy({} as Host[Name] & object, {
    get(_target, member) {
      tell({ kind: "event", name: "asked for a service", detail: `${name}.${String(member)}` });
      throw new Error(`${name} is not offered here: it needs a privilege.`);
    },
  });
}

type Absent =
  | "telemetry"
  | "authenticationService"
  | "downloadService"
  | "licenseManager"
  | "webAccessService"
  | "acquireAADTokenService"
  | "storageV2Service";

/** What needs a privilege, which the visual does not ask for. */
function absentServices(tell: Tell): Pick<Host, Absent | "createOpaqueUtils" | "openModalDialog"> {
  return {
    telemetry: absent("telemetry", tell),
    authenticationService: absent("authenticationService", tell),
    downloadService: absent("downloadService", tell),
    licenseManager: absent("licenseManager", tell),
    webAccessService: absent("webAccessService", tell),
    acquireAADTokenService: absent("acquireAADTokenService", tell),
    storageV2Service: absent("storageV2Service", tell),
    createOpaqueUtils: () => {
      throw new Error("createOpaqueUtils is not offered here.");
    },
    openModalDialog: () => {
      throw new Error("Dialogs are not offered here.");
    },
  };
}

/** Calls that the page answers by writing them down. */
function loggedCalls(
  log: (name: string, detail: string) => void,
): Pick<Host, "launchUrl" | "switchFocusModeState" | "drill" | "setCanDrill" | "applyCustomSort"> {
  return {
    launchUrl: (url) => {
      log("launchUrl", url);
    },
    switchFocusModeState: (on) => {
      log("switchFocusModeState", String(on));
    },
    drill: () => {
      log("drill", "");
    },
    setCanDrill: (allowed) => {
      log("setCanDrill", String(allowed));
    },
    applyCustomSort: () => {
      log("applyCustomSort", "");
    },
  };
}

function tooltips(tell: Tell): powerbi.extensibility.ITooltipService {
  let items: powerbi.extensibility.VisualTooltipDataItem[] = [];
  const at = (coordinates: number[]): void => {
    tell({ kind: "tooltip", x: coordinates[0] ?? 0, y: coordinates[1] ?? 0, items });
  };
  return {
    enabled: () => true,
    show: (options) => {
      items = options.dataItems;
      at(options.coordinates);
    },
    move: (options) => {
      at(options.coordinates);
    },
    hide: () => {
      items = [];
      tell({ kind: "tooltip", x: 0, y: 0, items: null });
    },
  };
}

function events(tell: Tell): powerbi.extensibility.IVisualEventService {
  const say = (name: string, detail = ""): void => {
    tell({ kind: "event", name, detail });
  };
  return {
    renderingStarted: () => {
      say("renderingStarted");
    },
    renderingFinished: () => {
      say("renderingFinished");
    },
    renderingFailed: (_options, reason) => {
      say("renderingFailed", reason);
    },
  };
}

/** The host that a visual is given: typed against the API, every call told to the page. */
export function createHost(
  create: Create,
  lent: Lent,
  palette: ReportPalette,
  selection: SelectionManager,
): Host {
  const { tell } = lent;
  const log = (name: string, detail: string): void => {
    tell({ kind: "event", name, detail });
  };
  return {
    createSelectionIdBuilder: () => new RowIdBuilder(),
    createSelectionManager: () => selection,
    colorPalette: palette,
    locale: create.locale,
    instanceId: create.guid,
    hostCapabilities: { allowInteractions: create.allowInteractions },
    // CustomVisualHostEnv.Desktop
    hostEnv: 4,
    createLocalizationManager: () => ({ getDisplayName: (key) => create.strings[key] ?? key }),
    tooltipService: tooltips(tell),
    eventService: events(tell),
    fetchMoreData: (aggregate = true) => lent.fetchMoreData(aggregate),
    refreshHostData: () => {
      lent.refresh();
    },
    persistProperties: (changes) => {
      tell({ kind: "persist", changes });
    },
    applyJsonFilter: (filter, objectName, propertyName, action) => {
      // FilterAction.remove
      const remove = (action as number) === 1;
      const filters = remove ? [] : Array.isArray(filter) ? filter : [filter];
      log("applyJsonFilter", `${objectName}.${propertyName}`);
      tell({ kind: "filter", filters });
    },
    displayWarningIcon: (hover, detail) => {
      tell({ kind: "warning", hover, detail });
    },
    subSelectionService: {
      subSelect: (chosen: powerbi.visuals.CustomVisualSubSelection | undefined) => {
        log("subSelect", chosen?.displayName ?? "");
        lent.subSelect(chosen);
      },
      updateRegionOutlines: (outlines) => {
        tell({ kind: "outlines", outlines });
      },
    },
    ...loggedCalls(log),
    ...absentServices(tell),
  };
}
