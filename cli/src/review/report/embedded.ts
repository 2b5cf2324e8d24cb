import type { Gaps } from "../gaps";
import { entriesOf, field, listAt, textAt, type Json } from "../source/json";
import { jsonOf, type Parts } from "../source/parts";
import type { EmbeddedVisual } from "./report";

/** Custom visuals whose package lies in the file, and the addresses that they ask to reach. */
export function readEmbedded(parts: Parts, shownAs: string, gaps: Gaps): EmbeddedVisual[] {
  const files = [...parts.keys()].filter((path) => /CustomVisuals\/.*\.pbiviz\.json$/i.test(path));
  return files.flatMap((path) => {
    const json = jsonOf(parts, path, gaps);
    if (json === undefined) return [];
    const name = textAt(json, "visual", "displayName") ?? textAt(json, "visual", "name") ?? path;
    return [
      {
        name,
        webAccess: webAccessOf(json),
        place: { file: shownAs + path, pointer: "/capabilities/privileges" },
      },
    ];
  });
}

/** Capabilities are an object, or text of one in older packages. */
function webAccessOf(json: Json): readonly string[] {
  const privileges = listAt(json, "capabilities", "privileges");
  return privileges
    .filter((privilege) => textAt(privilege, "name") === "WebAccess")
    .flatMap((privilege) => {
      const addresses = listAt(privilege, "parameters").filter((address) => typeof address === "string");
      return addresses.length > 0 ? addresses : ["any address"];
    });
}

/** Legacy layouts keep the list of custom visuals that are not embedded. */
export function storedVisuals(layout: Json | undefined): string[] {
  const organisation = entriesOf(field(layout, "organizationCustomVisuals")).map(([name]) => name);
  return [
    ...listAt(layout, "publicCustomVisuals").filter((name) => typeof name === "string"),
    ...organisation,
  ];
}
