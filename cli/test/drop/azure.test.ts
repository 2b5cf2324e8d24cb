import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { onlyDrop } from "../../src/drop/drops";
import { FolderStore } from "../../src/drop/folder-store";
import { ALL_METRICS } from "../../src/drop/plan";
import { readDrop } from "../../src/drop/read-drop";
import { deployTemplate, startPipeline, waitForRun, type Run } from "../../src/drop/trigger";
import { vaultKeys } from "../../src/drop/vault-keys";
import { InputError, Refusal } from "../../src/shared/errors";
import {
  credential,
  failure,
  imitate,
  keyVault,
  type Call,
  type Imitation,
  type Reply,
} from "./azure-imitation";
import { runCommand } from "../run-command";
import { makeDrop, newKeyPair, writeDrop, type KeyForm, type Padding } from "./make-drop";

const rows = `{"ObjectId":"a","MetricDate":"2024-05-05T00:00:00Z","Hours":1}`;
const tenant = "11111111-2222-3333-4444-555555555555";
const vault = "contoso-keys.vault.azure.net";
const keys = newKeyPair();
let folder = "";
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "quorum-azure-"));
});
after(() => rm(folder, { recursive: true }));

async function withImitation<T>(
  answer: (call: Call) => Reply,
  work: (azure: Imitation) => Promise<T>,
): Promise<T> {
  const azure = await imitate(answer);
  try {
    return await work(azure);
  } finally {
    await azure.stop();
  }
}

async function readWithVault(
  azure: Imitation,
  padding: Padding,
  form: KeyForm,
  name?: string,
): Promise<number> {
  const place = await writeDrop(
    join(folder, `drop-${count++}`),
    makeDrop({ rows, keys, padding, form, metadata: { PublicKeyVersion: "v7" } }),
  );
  const store = new FolderStore(place);
  const holder = vaultKeys(`https://${vault}`, name, {
    credential,
    client: { httpClient: azure.httpClient },
  });
  const content = await readDrop(store, await onlyDrop(store), { wanted: ALL_METRICS, keys: [holder] });
  return content.rows.length;
}

describe("Key Vault (imitated) behind Microsoft's client", () => {
  for (const padding of ["oaep-sha1", "oaep-sha256", "pkcs1"] as const) {
    it(`opens a key wrapped with ${padding}`, async () => {
      await withImitation(keyVault(vault, tenant, "v7", keys.pem), async (azure) => {
        assert.equal(await readWithVault(azure, padding, "base64-utf16le"), 1);
        const unwrap = azure.calls.filter((call) => call.path.endsWith("/unwrapkey") && call.authorization);
        assert.ok(unwrap.length > 0);
        assert.ok(credential.asked.includes("https://vault.azure.net/.default"));
        for (const call of azure.calls) {
          assert.ok(!JSON.stringify(call.body ?? "").includes("PRIVATE"), "the private key goes nowhere");
        }
      });
    });
  }

  it("names the key by the tenant and the version, unless told another name", async () => {
    await withImitation(keyVault(vault, "another", "v7", keys.pem), async (azure) => {
      assert.equal(await readWithVault(azure, "oaep-sha1", "raw", "another"), 1);
      await assert.rejects(readWithVault(azure, "oaep-sha1", "raw"), /has no such key/);
    });
  });

  it("says which permission is missing", async () => {
    await withImitation(keyVault(vault, tenant, "v7", keys.pem, false), async (azure) => {
      await assert.rejects(readWithVault(azure, "oaep-sha1", "raw"), /permission "unwrap key"/);
    });
  });

  it("says that a vault with another customer's key does not open it", async () => {
    await withImitation(keyVault(vault, tenant, "v7", newKeyPair().pem), async (azure) => {
      await assert.rejects(readWithVault(azure, "oaep-sha1", "raw"), /No private key in key vault/);
    });
  });
});

const run: Run = {
  subscription: "22222222-3333-4444-5555-666666666666",
  resourceGroup: "viva",
  factory: "contoso-factory",
  pipeline: "ExportO365DataEvents",
  parameters: { RequestStartDate: "2024-04-22T00:00:00Z" },
};
const base = `/subscriptions/${run.subscription}/resourceGroups/${run.resourceGroup}/providers/Microsoft.DataFactory/factories/${run.factory}`;

/** Data Factory's createRun and Pipeline Runs - Get (2018-06-01). */
function dataFactory(statuses: string[]): (call: Call) => Reply {
  return (call) => {
    if (call.authorization !== "Bearer imitated-token") return failure(401, "Unauthorized", "no token");
    if (call.query.get("api-version") !== "2018-06-01")
      return failure(400, "InvalidApiVersion", "api-version");
    if (call.method === "POST" && call.path === `${base}/pipelines/${run.pipeline}/createRun`) {
      assert.deepEqual(call.body, run.parameters);
      return { status: 200, body: { runId: "run-1" } };
    }
    if (call.method === "GET" && call.path === `${base}/pipelineruns/run-1`) {
      const status = statuses.length > 1 ? statuses.shift() : statuses[0];
      return {
        status: 200,
        body: { runId: "run-1", pipelineName: run.pipeline, status, message: "Consent expired" },
      };
    }
    return failure(404, "ResourceNotFound", call.path);
  };
}

describe("Data Factory (imitated) behind Microsoft's client", () => {
  it("starts the pipeline and waits for its end", async () => {
    await withImitation(dataFactory(["Queued", "InProgress", "InProgress", "Succeeded"]), async (azure) => {
      const access = { credential, client: { httpClient: azure.httpClient } };
      assert.equal(await startPipeline(run, access), "run-1");
      const told: string[] = [];
      await waitForRun(run, "run-1", { poll: 1, onStatus: (status) => told.push(status) }, access);
      assert.deepEqual(told, ["Queued", "InProgress", "Succeeded"]);
    });
  });

  for (const status of ["Failed", "Cancelled"]) {
    it(`passes on why a run was ${status}`, async () => {
      await withImitation(dataFactory(["InProgress", status]), async (azure) => {
        const access = { credential, client: { httpClient: azure.httpClient } };
        await assert.rejects(
          waitForRun(run, "run-1", { poll: 1 }, access),
          (error) => error instanceof Refusal && error.message.includes("Consent expired"),
        );
      });
    });
  }

  it("never starts a second extraction because an answer was lost", async () => {
    for (const lost of [{ status: 500 }, { status: 503 }, { status: 200, cut: true }]) {
      await withImitation(
        () => lost,
        async (azure) => {
          const access = { credential, client: { httpClient: azure.httpClient } };
          await assert.rejects(startPipeline(run, access), /may have been started/);
          assert.equal(azure.calls.length, 1);
        },
      );
    }
  });

  it("says what is wrong with the address or the rights", async () => {
    await withImitation(dataFactory([]), async (azure) => {
      const access = { credential, client: { httpClient: azure.httpClient } };
      await assert.rejects(startPipeline({ ...run, factory: "other" }, access), /Check the subscription/);
    });
    await withImitation(
      () => failure(403, "AuthorizationFailed", "no permission"),
      async (azure) => {
        const access = { credential, client: { httpClient: azure.httpClient } };
        await assert.rejects(startPipeline(run, access), /Data Factory Contributor/);
      },
    );
  });
});

/** Deployments - Create Or Update with an asynchronous operation, as ARM answers. */
function resourceManager(endsWith: string): (call: Call) => Reply {
  const path = `/subscriptions/${run.subscription}/resourcegroups/viva/providers/Microsoft.Resources/deployments/d1`;
  const resource = (state: string): object => ({
    id: path,
    name: "d1",
    properties: { provisioningState: state },
  });
  let polls = 0;
  return (call) => {
    if (call.authorization !== "Bearer imitated-token") return failure(401, "Unauthorized", "no token");
    if (!call.query.has("api-version")) return failure(400, "MissingApiVersionParameter", "api-version");
    if (call.method === "PUT" && call.path.toLowerCase() === path.toLowerCase()) {
      const { properties } = call.body as { properties: Record<string, unknown> };
      assert.equal(properties["mode"], "Incremental");
      assert.deepEqual(properties["parameters"], { AppSecret: { value: "s3cret" } });
      assert.equal((properties["template"] as Record<string, unknown>)["contentVersion"], "1.0.0.0");
      const operation = `https://management.azure.com${path}/operationStatuses/1?api-version=2024-03-01`;
      return { status: 201, body: resource("Accepted"), headers: { "azure-asyncoperation": operation } };
    }
    if (call.path.endsWith("/operationStatuses/1")) {
      const done = ++polls > 2;
      if (done && endsWith === "Failed") {
        return {
          status: 200,
          body: { status: "Failed", error: { code: "InvalidTemplate", message: "line 3" } },
        };
      }
      return { status: 200, body: { status: done ? "Succeeded" : "Running" } };
    }
    if (call.method === "GET") return { status: 200, body: resource("Succeeded") };
    return failure(404, "ResourceNotFound", call.path);
  };
}

describe("Azure Resource Manager (imitated) behind Microsoft's client", () => {
  const deployment = {
    ...run,
    name: "d1",
    template: { contentVersion: "1.0.0.0", resources: [] },
    parameters: { AppSecret: { value: "s3cret" } },
  };

  it("deploys a template and waits for its end", async () => {
    await withImitation(resourceManager("Succeeded"), async (azure) => {
      const access = { credential, client: { httpClient: azure.httpClient } };
      assert.equal(await deployTemplate(deployment, { poll: 1 }, access), "Succeeded");
    });
  });

  it("refuses a secret in a parameter that the deployment's history would show", async () => {
    const file = join(folder, "main.json");
    process.env["APP_SECRET"] = "s3cret";
    try {
      for (const [type, message] of [
        ["string", /parameter AppSecret is a string, which Azure shows/],
        // Goes on to the address, which is none to send a token to.
        ["secureString", /A token is not sent/],
      ] as const) {
        await writeFile(file, JSON.stringify({ parameters: { AppSecret: { type } }, resources: [] }));
        const place = ["--subscription", "s", "--resource-group", "g", "--arm", "http://azure.example"];
        await assert.rejects(
          runCommand("drop", "trigger", ...place, "--template", file, "--secret", "appsecret=APP_SECRET"),
          message,
        );
      }
    } finally {
      delete process.env["APP_SECRET"];
    }
  });

  it("passes on why a deployment failed, without its secrets", async () => {
    await withImitation(resourceManager("Failed"), async (azure) => {
      const access = { credential, client: { httpClient: azure.httpClient } };
      await assert.rejects(
        deployTemplate(deployment, { poll: 1 }, access),
        (error) => error instanceof InputError && !error.message.includes("s3cret"),
      );
    });
  });

  it("asks for tokens of a national cloud's own endpoint", async () => {
    await withImitation(dataFactory([]), async (azure) => {
      credential.asked.length = 0;
      const access = {
        endpoint: "https://management.usgovcloudapi.net",
        credential,
        client: { httpClient: azure.httpClient },
      };
      await startPipeline(run, access);
      assert.deepEqual(credential.asked, ["https://management.usgovcloudapi.net/.default"]);
      assert.equal(azure.calls[0]?.host, "management.usgovcloudapi.net");
    });
  });
});
