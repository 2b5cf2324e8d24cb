declare module "virtual:frame" {
  /** The frame's script, bundled. */
  const script: string;
  export default script;
}
declare module "*.css";
