import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** What a shell is told last: offer files, as nothing else is offered. */
const FILES = ":0";

/** Adds `quorum completion <shell>`, and the hidden command that the shell asks while somebody types. */
export function register(program: Command): void {
  tab(program, { completionCommandName: "completion" });
  const [script, complete] = ["completion", "complete"].map((name) =>
    program.commands.find((one) => one.name() === name),
  );
  script
    ?.summary("completion for bash, zsh, fish, PowerShell")
    .description(
      "Writes a script that lets the shell complete commands, options and their values. Bash needs the package " +
        "bash-completion for it.",
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ echo 'source <(quorum completion bash)' >> ~/.bashrc\n" +
        "  $ quorum completion fish > ~/.config/fish/completions/quorum.fish",
    );
  // The library keeps the shell from offering files, and most arguments of ours are files.
  if (script) through(script, (text) => text.replace("complete -F ", "complete -o default -F "));
  if (complete) through(complete, (text) => (text.includes("\t") ? shortened(text) : FILES));
}

/** Suggestions with the first sentence of what they do. */
function shortened(suggestions: string): string {
  return suggestions.replace(/(\t.*?)\. .*/g, "$1");
}

/** Changes what a command prints. */
function through(command: Command, change: (text: string) => string): void {
  const { log } = console;
  const lines: string[] = [];
  command.hook("preAction", () => {
    // eslint-disable-next-line no-console -- the library has no other way out
    console.log = (line: string) => void lines.push(line);
  });
  command.hook("postAction", () => {
    // eslint-disable-next-line no-console -- put back
    console.log = log;
    process.stdout.write(`${change(lines.join("\n"))}\n`);
  });
}
