/** States and transitions that no test can take, each with the reason. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {};
