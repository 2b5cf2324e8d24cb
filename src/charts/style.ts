/** Colours and type of a picture. A theme or high contrast gives other values, never other marks. */
export interface ChartStyle {
  readonly foreground: string;
  /** Axis text, notes, hidden rows: still at least 4.5 : 1 on the background. */
  readonly muted: string;
  /** Grid lines and the sign of a hidden cell. */
  readonly faint: string;
  readonly background: string;
  /** The bars of a chart with one series. */
  readonly accent: string;
  /** One colour a series or line, in order; used again from the start when there are more. */
  readonly palette: readonly string[];
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
  /** High contrast: shapes are outlined, and no meaning rests on a shade. */
  readonly highContrast: boolean;
}

export const FONT =
  "'Segoe UI', wf_segoe-ui_normal, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans JP', 'Noto Sans KR', helvetica, arial, sans-serif";

export const LIGHT: ChartStyle = {
  foreground: "#252423",
  muted: "#605e5c",
  faint: "#d2d0ce",
  background: "#ffffff",
  accent: "#1b5e75",
  palette: ["#1b5e75", "#d9822b", "#6b4fa0", "#3f8f5f", "#c2476b", "#7a6a4f", "#2f7fd0", "#8f8f2a"],
  fontFamily: FONT,
  fontSize: 12,
  highContrast: false,
};

export const DARK: ChartStyle = {
  ...LIGHT,
  foreground: "#f3f2f1",
  muted: "#b3b0ad",
  faint: "#4a4846",
  background: "#1b1a19",
  accent: "#5fb3cc",
  palette: ["#5fb3cc", "#f2a65a", "#b39ae0", "#7ccf9b", "#f088a8", "#cbb994", "#7ab8f5", "#d0d06a"],
};
