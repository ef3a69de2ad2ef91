/** The command `xstate-net`: its subcommands, and how it ends. */

import { Command, CommanderError } from 'commander';
import { packageVersion } from '../actors/kit/version';
import { XstateNetError } from '../index';
import { addChartOptions, type ChartFlags, chart } from './chart';
import { addConnectOptions, type ConnectFlags } from './connect/connectOptions';
import { addProxyOptions, type ProxyFlags, proxyOptions } from './flags/proxyFlags';
import { addTlsOptions, type TlsFlags, tlsFiles, tlsOptions } from './flags/tlsFlags';
import { type InitFlags, init } from './init';
import { addLogLimit, type LogLimitFlag, logLimitOf } from './log/logLimit';
import { describeError, type Output, processOutput, stackOf } from './output';
import { protocolLines } from './protocol/listProtocols';
import { addScriptOptions, type ScriptFlags, script } from './script';
import {
  addInspectOptions,
  type InspectFlags,
  inspectOptions,
  withInspectPort,
} from './serve/inspect';
import { serve } from './serve/serve';
import {
  addServeOptions,
  protocolFlags,
  type ServeFlags,
  serverOptions,
} from './serve/serveOptions';
import { addTelemetryOptions, type TelemetryFlags, telemetryOptions } from './serve/telemetry';

const NAME = 'xstate-net';

/** The command line, its actions handing their exit status to `ended`. */
function makeProgram(output: Output, ended: (status: number) => void): Command {
  const program = new Command(NAME)
    .description('TCP servers as statecharts')
    .version(packageVersion())
    .exitOverride()
    // Commander's own messages take several lines; what it throws is told in one.
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.err(text.trimEnd()),
      outputError: () => {},
    });

  const serveCommand = addServeOptions(
    program
      .command('serve')
      .summary('serve a protocol')
      .description('Serves a protocol that ships, or one of your own.')
      .argument(
        '[protocol]',
        'a name from `xstate-net protocols`, or a file (.ts, .js, .cjs, .mjs) that exports one by default',
        'echo',
      ),
  );
  addTelemetryOptions(
    addLogLimit(addInspectOptions(addProxyOptions(addTlsOptions(serveCommand)))),
  ).action(
    async (
      protocol: string,
      {
        logLimit,
        ...flags
      }: ServeFlags & LogLimitFlag & InspectFlags & TelemetryFlags & TlsFlags & ProxyFlags,
    ) => {
      const { log, verbose = false } = flags;
      const pages = { inspect: inspectOptions(flags), telemetry: telemetryOptions(flags) };
      const server = serverOptions(flags);
      const tls = tlsOptions(flags, server.host);
      const proxyProtocol = proxyOptions(flags);
      const request = { protocol, log, logLimit: logLimitOf({ logLimit }), verbose, ...pages };
      ended(
        await serve(
          {
            ...request,
            server: {
              ...server,
              ...(tls !== undefined && { tls }),
              ...(proxyProtocol !== undefined && { proxyProtocol }),
            },
            tlsFiles: tlsFiles(flags),
            options: protocolFlags(flags),
            backplane: flags,
          },
          output,
        ),
      );
    },
  );

  addConnectOptions(
    program
      .command('connect')
      .summary('talk to a server')
      .description('Sends standard input to a server and writes what it says to standard output.')
      .argument('[host-and-port...]', 'HOST PORT, or PORT on this machine'),
  ).action(async (words: readonly string[], flags: ConnectFlags) => {
    // Whoever does not connect does not load the client.
    const { connect } = await import('./connect/connect');
    ended(await connect(words, flags, output));
  });

  program
    .command('protocols')
    .summary('list the protocols that ship')
    .description('Lists the protocols that ship.')
    .action(() => {
      for (const line of protocolLines()) output.out(line);
    });

  addScriptOptions(
    program
      .command('script')
      .summary('run a script against a server')
      .description('Runs a script of what clients do, and checks what is expected to come of it.')
      .argument('<file>', 'the script, in JSON'),
  ).action(async (file: string, flags: ScriptFlags) => {
    ended(await script(file, flags, output));
  });

  addChartOptions(
    program
      .command('chart')
      .summary('draw the chart of a protocol')
      .description('Draws the statechart of a protocol, or of what serves it, such as serverCore.')
      .argument('<protocol>', 'a name from `xstate-net protocols`, a file, or one of the servers'),
  ).action(async (protocol: string, flags: ChartFlags) => {
    ended(await chart(protocol, flags, output));
  });

  program
    .command('init')
    .summary('write a small project')
    .description(
      'Writes a small project that runs at once: a protocol, an app with a server, tests.',
    )
    .argument('<folder>', 'where; it gives the project its name')
    .option('--package <spec>', 'what to install as xstate-net: a tarball, a folder, a version')
    .action((folder: string, flags: InitFlags) => {
      ended(init(folder, flags, output));
    });

  return program;
}

function usageError(error: CommanderError): XstateNetError {
  const message = error.message.replace(/^error: /, '').replace(/\.$/, '');
  return new XstateNetError('XN_BAD_USAGE', `${message}; see ${NAME} --help`, error);
}

/** Runs what the command line asks for and resolves to its exit status. Errors are told in one line each. */
async function run(args: readonly string[], output: Output): Promise<number> {
  let status = 0;
  try {
    await makeProgram(output, (ended) => {
      status = ended;
    }).parseAsync(withInspectPort(args), { from: 'user' });
    return status;
  } catch (caught) {
    // Help and version end by being thrown, too.
    if (caught instanceof CommanderError && !caught.message.startsWith('error: ')) {
      return caught.exitCode;
    }
    const error = caught instanceof CommanderError ? usageError(caught) : caught;
    output.err(`${NAME}: ${describeError(error)}`);
    if (args.includes('--verbose')) output.err(stackOf(error));
    return 1;
  }
}

/** The command line: does what is asked, and resolves to the exit status once its output has been taken. */
export async function main(
  args: readonly string[],
  output: Output = processOutput(),
): Promise<number> {
  const status = await run(args, output);
  await output.flushed();
  const lost = output.lost();
  if (lost === undefined) return status;
  output.err(`${NAME}: ${describeError(lost)}`);
  await output.flushed();
  return Math.max(status, 1);
}
