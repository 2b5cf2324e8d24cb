// npm run samples: writes the sample query again.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { personQuery, pivotedCsv, unpivotedCsv } from "./person-query";

const rows = personQuery();
const write = (name: string, bytes: string | Uint8Array): void => {
  writeFileSync(join(import.meta.dirname, name), bytes);
  console.log(`${name}: ${rows.length} person-weeks, ${Math.round(bytes.length / 1024)} KB`);
};
write("person-query.csv", pivotedCsv(rows));
// Five times as long, so it is kept packed.
write("person-query-unpivoted.csv.gz", gzipSync(unpivotedCsv(rows), { level: 9 }));
