export { connectedSocketAdapter } from './actors/connectedSocketAdapter';
export { link } from './actors/link';
export { serverCore } from './actors/serverCore';
export { tcpServer } from './actors/tcpServer';
export { echo } from './machines/protocols/echo';
export * from './machines/say';
export { setupProtocol } from './machines/setupProtocol';
