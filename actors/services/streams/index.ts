/** `xstate-net/streams`: connections as streams of Node, for libraries that take one. */
export { ConnectionStream } from './connectionStream';
export { httpProtocol } from './httpProtocol';
export { connectionStream, streamProtocol, type UseStream } from './streamProtocol';
export {
  type StreamOrigin,
  type StreamSink,
  type StreamSource,
  streamTransport,
} from './streamTransport';
