import { formattingSettings as format } from "powerbi-visuals-utils-formattingmodel";

/** The smallest minimum group size that anybody may set. */
export const FLOOR = 5;

export class PrivacyCard extends format.SimpleCard {
  override name = "privacy";
  override displayNameKey = "Card_privacy";
  minimum = new format.NumUpDown({
    name: "minimum",
    displayNameKey: "Privacy_minimum",
    descriptionKey: "Privacy_minimum_help",
    value: 10,
    options: { minValue: { type: 0, value: FLOOR } },
  });
  note = new format.ToggleSwitch({ name: "note", displayNameKey: "Privacy_note", value: true });
  override slices = [this.minimum, this.note];
}

/** The formatting pane, in the order in which Power BI shows it. */
export class Settings extends format.Model {
  privacy = new PrivacyCard();
  override cards = [this.privacy];
}
