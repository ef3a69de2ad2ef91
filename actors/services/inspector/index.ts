/** The entry point `xstate-net/inspect`: a page that shows a running server. */
export { type Inspection, type InspectOptions, inspectServer } from './inspectServer';
