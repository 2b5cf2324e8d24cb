import type powerbi from "powerbi-visuals-api";
import type { Objects } from "../protocol";

type Values = Readonly<Record<string, unknown>>;

/** The selectors that visuals of this kind use: none, or a name that the visual made up. */
function instanceOf(selector: powerbi.data.Selector | undefined | null): string | null {
  return (selector as { id?: string } | undefined | null)?.id ?? null;
}

/** Formatting with some properties of one object changed; undefined takes a property away. */
export function withProperties(
  objects: Objects,
  objectName: string,
  selector: powerbi.data.Selector | undefined | null,
  properties: Values,
): Objects {
  const object = (objects[objectName] ?? {}) as Record<string, unknown>;
  const id = instanceOf(selector);
  if (id === null) return { ...objects, [objectName]: merged(object, properties) } as Objects;
  const instances = (object["$instances"] ?? {}) as Record<string, Record<string, unknown> | undefined>;
  const instance = merged(instances[id] ?? {}, properties);
  return { ...objects, [objectName]: { ...object, $instances: { ...instances, [id]: instance } } } as Objects;
}

function merged(before: Values, changes: Values): Values {
  return Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined),
  );
}

/** What persistProperties asks for. */
export function persisted(objects: Objects, changes: powerbi.VisualObjectInstancesToPersist): Objects {
  let next = objects;
  const selectorOf = (instance: powerbi.VisualObjectInstance) =>
    instance.selector as powerbi.data.Selector | undefined | null;
  for (const instance of [...(changes.merge ?? []), ...(changes.replace ?? [])]) {
    next = withProperties(next, instance.objectName, selectorOf(instance), instance.properties);
  }
  for (const instance of changes.remove ?? []) {
    const gone = Object.fromEntries(Object.keys(instance.properties).map((name) => [name, undefined]));
    next = withProperties(next, instance.objectName, selectorOf(instance), gone);
  }
  return next;
}
