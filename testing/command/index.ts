/** `xstate-net script`, for the command line. */

export {
  checkScriptArguments,
  parseScriptArguments,
  type RawScriptArguments,
  type ScriptArguments,
} from './scriptArguments';
export { EXIT, type ScriptIo, scriptCommand } from './scriptCommand';
