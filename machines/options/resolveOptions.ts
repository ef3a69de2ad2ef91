import { DEFAULT_PORT, OPTIONS, type OptionName, optionEntry, optionsOf } from './optionTable';
import type { ListenOptions, ServerOptions } from './serverOptions';

/** Options of a server that say something by not being given. */
type Unset = {
  [K in keyof ServerOptions]-?: (typeof OPTIONS)[K] extends { readonly default: unknown }
    ? never
    : K;
}[keyof ServerOptions];

/** Options with every default filled in; undefined is left only where it says something. */
export type ResolvedServerOptions = Required<Omit<ServerOptions, Unset>> &
  Pick<ServerOptions, Unset>;

type DefaultedName = Exclude<keyof ServerOptions, Unset>;

const SERVER_OPTION_NAMES = optionsOf(
  'listen',
  'socket',
  'tls',
  'limits',
) as (keyof ServerOptions)[];

/** The defaults of a server, by name. */
export const SERVER_DEFAULTS = Object.fromEntries(
  SERVER_OPTION_NAMES.flatMap((name: OptionName) => {
    const { default: value } = optionEntry(name);
    return value === undefined ? [] : [[name, value]];
  }),
) as { readonly [K in DefaultedName]: (typeof OPTIONS)[K]['default'] };

/** Most bytes that a `singleServer` holds by default. */
export const DEFAULT_HELD_LIMIT = OPTIONS.heldLimit.default;

/** Options of a server that is asked for neither a port nor a path, and then has the seeds' port. */
export function withDefaultPort<TOptions extends ListenOptions>(options: TOptions): TOptions {
  return options.fd === undefined &&
    options.port === undefined &&
    options.path === undefined &&
    options.listen === undefined
    ? { ...options, port: DEFAULT_PORT }
    : options;
}

/** Options with defaults for what is undefined; what is given is taken as it is. */
export function resolveServerOptions(options: ServerOptions): ResolvedServerOptions {
  const given = Object.fromEntries(
    SERVER_OPTION_NAMES.flatMap((name) =>
      options[name] === undefined ? [] : [[name, options[name]]],
    ),
  ) as Partial<ServerOptions>;
  const shutdownTimeout = options.shutdownTimeout ?? SERVER_DEFAULTS.shutdownTimeout;
  return {
    ...SERVER_DEFAULTS,
    lingerTimeout: Math.min(SERVER_DEFAULTS.lingerTimeout, Math.floor(shutdownTimeout / 2)),
    ...given,
  } as ResolvedServerOptions;
}
