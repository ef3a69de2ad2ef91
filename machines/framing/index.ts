/** The codecs that ship: between the bytes of a connection and the messages of its protocol. */
export { type CobsOptions, cobs } from './cobs';
export type { AnyCodec, Codec, Decoded, EventCodec } from './codec';
export { type DelimitedOptions, delimited } from './delimited';
export { fixed } from './fixed';
export { json, type Says } from './json';
export type { ByteOrder } from './lengthField';
export { type LengthPrefixedOptions, type LengthSize, lengthPrefixed } from './lengthPrefixed';
export { type LinesOptions, lines } from './lines';
export { type NdjsonOptions, ndjson } from './ndjson';
export { type NetstringsOptions, netstrings } from './netstrings';
export type { EventPayload, FrameCodec, Payload } from './payload';
export { raw } from './raw';
export type {
  EventSchema,
  EventsOf,
  InputOf,
  OutputOf,
  Schema,
  SchemaIssue,
  SchemaResult,
} from './schema';
export type { Begun } from './sized';
export { type SlipOptions, slip } from './slip';
export type { Pieces } from './split';
