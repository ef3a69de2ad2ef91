/** From where clients' own ports are counted: the dynamic range of RFC 6335. */
export const FIRST_CLIENT_PORT = 49_152;

const LAST_PORT = 65_535;

/** The port of the next client: at the end of the range they begin anew. */
export const clientPortAfter = (port: number): number =>
  port === LAST_PORT ? FIRST_CLIENT_PORT : port + 1;
