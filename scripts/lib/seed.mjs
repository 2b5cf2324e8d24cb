// Loaded before every test file by npm test: random cases are those of QUORUM_SEED, the same in each run.
import fc from "fast-check";

const seed = Number(process.env.QUORUM_SEED);
if (!Number.isInteger(seed)) throw new Error("QUORUM_SEED has to be a whole number.");
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
