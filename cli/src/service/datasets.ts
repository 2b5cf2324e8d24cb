import { InputError } from "../shared/errors";
import { createOnce, dataOf, type PowerBi, type Schemas } from "./power-bi";
import type { Column } from "./protected-table";

/** Datasets of a workspace; `wanted` is an id or a name. */
async function findDataset(
  service: PowerBi,
  workspace: string,
  wanted: string,
): Promise<Schemas["Dataset"] | undefined> {
  const answer = await service.api.GET("/v1.0/myorg/groups/{groupId}/datasets", {
    params: { path: { groupId: workspace } },
  });
  const all = dataOf("Listing the datasets", answer).value ?? [];
  const found = all.filter((dataset) => dataset.id === wanted || dataset.name === wanted);
  if (found.length > 1) {
    throw new InputError(`${found.length} datasets are called "${wanted}".`, "Give the dataset's id.");
  }
  return found[0];
}

/** What a push goes into. */
export interface Target {
  readonly dataset: string;
  /** Made by this call: there is nothing in it yet. */
  readonly created: boolean;
}

/**
 * The push dataset, made with its table when it is not there and `create` is set.
 * @throws InputError when it is not there, is no push dataset, or has no such table.
 */
export async function openTarget(
  service: PowerBi,
  place: { readonly workspace: string; readonly dataset: string; readonly table: string },
  columns: readonly Column[],
  create: boolean,
): Promise<Target> {
  const found = await findDataset(service, place.workspace, place.dataset);
  if (found !== undefined) {
    if (found.addRowsAPIEnabled === false) {
      throw new InputError(
        `Dataset "${place.dataset}" takes no pushed rows.`,
        "Give a push dataset, or another name and --create.",
      );
    }
    await checkTable(service, place.workspace, found.id, place.table);
    return { dataset: found.id, created: false };
  }
  if (!create) {
    throw new InputError(`There is no dataset "${place.dataset}".`, "Check the name, or add --create.");
  }
  const made = await createOnce(
    service,
    () => createDataset(service, place, columns),
    () => findDataset(service, place.workspace, place.dataset),
  );
  return { dataset: made.id, created: true };
}

async function createDataset(
  service: PowerBi,
  place: { readonly workspace: string; readonly dataset: string; readonly table: string },
  columns: readonly Column[],
): Promise<Schemas["Dataset"]> {
  const answer = await service.api.POST("/v1.0/myorg/groups/{groupId}/datasets", {
    params: { path: { groupId: place.workspace }, query: { defaultRetentionPolicy: "None" } },
    body: {
      name: place.dataset,
      defaultMode: "Push",
      tables: [{ name: place.table, columns: columns.map((column) => ({ ...column })) }],
    },
  });
  return dataOf("Creating the dataset", answer);
}

async function checkTable(
  service: PowerBi,
  workspace: string,
  dataset: string,
  table: string,
): Promise<void> {
  const answer = await service.api.GET("/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/tables", {
    params: { path: { groupId: workspace, datasetId: dataset } },
  });
  const names = (dataOf("Listing the tables", answer).value ?? []).map((entry) => entry.name);
  if (!names.includes(table)) {
    throw new InputError(
      `The dataset has no table "${table}" (it has: ${names.join(", ") || "none"}).`,
      "Give --table, or another dataset and --create: the service adds no table to a dataset.",
    );
  }
}
