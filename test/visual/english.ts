import strings from "../../stringResources/en-US/resources.resjson";

/** The English strings, read from the file that is packaged. */
const english: Readonly<Record<string, string>> = strings;
export default english;
