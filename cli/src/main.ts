import { Command } from "commander";

const program = new Command("quorum").description("Protected results of Viva Insights queries.");

await program.parseAsync();
