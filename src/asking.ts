// What the report page may import of the visual: how fields and settings become questions to the engine, so
// that its audit asks exactly what the visual asks.
export { protectQuestions } from "./visual/answer";
export { questionsFor, type Question } from "./visual/ask";
export { readFields, type Fields } from "./visual/fields";
export { Intake } from "./visual/intake";
export { Settings } from "./visual/settings";
