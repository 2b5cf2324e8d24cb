import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { onlyDrop } from "../../src/drop/drops";
import type { PrivateKeys } from "../../src/drop/file-key";
import { FolderStore } from "../../src/drop/folder-store";
import { pemFileKeys } from "../../src/drop/pem-keys";
import { ALL_METRICS, type Wanted } from "../../src/drop/plan";
import { readDrop, type DropContent } from "../../src/drop/read-drop";
import { makeDrop, newKeyPair, writeDrop, type DropSpec } from "./make-drop";

/** A customer for the tests of a file: a key pair, and a folder for its drops that goes when they have ended. */
export class Customer {
  readonly keys = newKeyPair();
  private folder = "";
  private drops = 0;

  constructor() {
    before(async () => {
      this.folder = await mkdtemp(join(tmpdir(), "quorum-drop-"));
      await writeFile(this.file("key.pem"), this.keys.pem);
    });
    after(() => rm(this.folder, { recursive: true }));
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  async privateKeys(): Promise<PrivateKeys[]> {
    return [await pemFileKeys([this.file("key.pem")])];
  }

  /** Writes a drop, encrypted for this customer unless the keys of another are given. */
  async store(spec: DropSpec): Promise<FolderStore> {
    const files = makeDrop({ keys: this.keys, ...spec });
    return new FolderStore(await writeDrop(this.file(`drop-${this.drops++}`), files));
  }

  async read(spec: DropSpec, wanted: Wanted = ALL_METRICS): Promise<DropContent> {
    return this.open(await this.store(spec), wanted);
  }

  async open(store: FolderStore, wanted: Wanted = ALL_METRICS): Promise<DropContent> {
    return readDrop(store, await onlyDrop(store), { wanted, keys: await this.privateKeys() });
  }
}
