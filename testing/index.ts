/**
 * `xstate-net/testing`: tests for servers and protocols, by scripts.
 *
 * A script is a list of steps, as typed TypeScript or as JSON: clients connect, send and go away, time
 * passes, and things are expected to come of it. `runScript` runs it on the simulated network, in
 * virtual time and thousands a second, or on real sockets, with equal results.
 */
export type * from '../actors/transport/simulated/api';
export { simulatedNetwork } from '../actors/transport/simulated/simulatedNetwork';
export { loopbackUnderTest } from './compliance/loopback';
export type { ClientSide, NetworkUnderTest } from './compliance/networkUnderTest';
export { SideTrace } from './compliance/sideTrace';
export { simulatedUnderTest } from './compliance/simulated';
export { type ComplianceCase, transportCompliance } from './compliance/transportCompliance';
export { type MatcherResult, type ScriptMatchers, scriptMatchers } from './matcher';
export { type Recording, type RecordOptions, recordScript } from './record/recordScript';
export { DEFAULT_PATIENCE, type RunOptions } from './run/options';
export type { ClientOutcome, ScriptResult } from './run/result';
export { type ComparableResult, comparable } from './run/result';
export { runScript } from './run/runScript';
export { READ_AHEAD } from './run/scriptClient';
export { ScriptFailure } from './run/scriptFailure';
export { readScript, runScriptFile } from './run/scriptFile';
export { NETWORK_NAMES, type NetworkName } from './run/scriptNetwork';
export type * from './script/actions';
export { ACTOR_NAMES } from './script/actions';
export { BadScript } from './script/badScript';
export { describeStep } from './script/describeStep';
export type * from './script/expectations';
export { type ParseOptions, parseScript, parseScriptText } from './script/parseScript';
export { type Payload, payloadOf } from './script/payload';
export { SCRIPT_SCHEMA_ID, scriptSchema } from './script/schema';
export type {
  Script,
  ScriptServerOptions,
  ScriptSimulation,
  ServerKind,
  Step,
} from './script/script';
export { type SimulatedOnlyReason, simulatedOnly } from './script/simulatedOnly';
export type { ScriptClientTls, ScriptTls } from './script/tls';
export { type ComparableTrace, comparableTrace } from './trace/comparable';
export type * from './trace/records';
export { Trace } from './trace/trace';
