/** `xstate-net/payloads`: what can stand in frames by libraries that are installed beside this package. */
export { msgpack } from './msgpack';
export { type ProtobufType, protobuf } from './protobuf';
