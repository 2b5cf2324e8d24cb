import { place } from "./dom";

/** Takes a CSV that is dropped anywhere on the page. */
export function acceptDrops(take: (file: File) => void, notice: (text: string) => void): void {
  const veil = place("drop");
  const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    veil.hidden = true;
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    if (/\.(csv|txt|tsv)$/i.test(file.name)) take(file);
    else notice(`${file.name} is not a CSV file. Save it as CSV and drop it again.`);
  });
}
