import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { adviceFor, checkNode, staleReason } from "../../scripts/lib/setup.mjs";

describe("set-up", () => {
  it("says which Node is needed where it is too old", () => {
    assert.throws(() => {
      checkNode("18.20.4");
    }, /20\.19 or newer is needed; this is 18\.20\.4/);
    assert.throws(() => {
      checkNode("20.18.0");
    }, /20\.19/);
    for (const version of ["20.19.0", "20.20.2", "22.0.0"]) checkNode(version);
  });

  it("says what to do about a failed installation", () => {
    assert.match(adviceFor("npm error code ENOSPC"), /disk is full/);
    assert.match(adviceFor("npm error code ENOTFOUND registry"), /could not be reached/);
    assert.match(adviceFor("npm error code E401"), /Sign in/);
    assert.match(adviceFor("npm error SELF_SIGNED_CERT_IN_CHAIN"), /NODE_EXTRA_CA_CERTS/);
    assert.match(adviceFor("npm error code EACCES"), /belongs to you/);
    assert.match(adviceFor("something else"), /node_modules/);
  });

  it("sees packages that are missing or of another version", () => {
    const folder = mkdtempSync(join(tmpdir(), "quorum-setup-"));
    const lock = (version: string): string =>
      JSON.stringify({
        packages: {
          "": {},
          "node_modules/one": { version },
          "node_modules/two": { version, optional: true },
        },
      });
    try {
      writeFileSync(join(folder, "package-lock.json"), lock("2.0.0"));
      assert.match(staleReason(folder) ?? "", /not installed yet/);
      mkdirSync(join(folder, "node_modules"));
      writeFileSync(join(folder, "node_modules", ".package-lock.json"), lock("1.0.0"));
      assert.match(staleReason(folder) ?? "", /one is not 2\.0\.0/);
      writeFileSync(join(folder, "node_modules", ".package-lock.json"), lock("2.0.0"));
      assert.equal(staleReason(folder), null);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
