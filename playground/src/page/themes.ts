import type { Palette } from "../protocol";

export type ThemeName = "light" | "dark" | "contrast";

/** Report themes as Power BI hands them to a visual. The data colours stay apart in the common colour blindnesses. */
export const THEMES: Readonly<Record<ThemeName, Palette>> = {
  light: {
    highContrast: false,
    data: [
      "#1f5f8b",
      "#d9822b",
      "#4b8f5a",
      "#a64b7f",
      "#7a6bb5",
      "#b5a22b",
      "#3fa3a3",
      "#8c5a3c",
      "#5c6b7a",
      "#c94f4f",
    ],
    foreground: "#252423",
    foregroundSecondary: "#605e5c",
    background: "#ffffff",
    backgroundSecondary: "#f3f2f1",
    selected: "#118dff",
    hyperlink: "#0f6cbd",
  },
  dark: {
    highContrast: false,
    data: [
      "#6cb4e4",
      "#f0a95b",
      "#86c994",
      "#e08dbb",
      "#b3a6ea",
      "#e0cf6a",
      "#7bd1d1",
      "#cf9a78",
      "#a9b7c6",
      "#f08a8a",
    ],
    foreground: "#f3f2f1",
    foregroundSecondary: "#c8c6c4",
    background: "#201f1e",
    backgroundSecondary: "#323130",
    selected: "#62b1ff",
    hyperlink: "#6cb8f6",
  },
  contrast: {
    highContrast: true,
    data: ["#ffffff"],
    foreground: "#ffffff",
    foregroundSecondary: "#ffffff",
    background: "#000000",
    backgroundSecondary: "#000000",
    selected: "#1aebff",
    hyperlink: "#ffff00",
  },
};
