import type { AnyActorRef } from 'xstate';
import { reasonOf } from '../../machines/kit/shown';
import type { Action, Connect } from '../script/actions';
import { BadScript } from '../script/badScript';
import { describeStep } from '../script/describeStep';
import type { Expectation } from '../script/expectations';
import type { Script } from '../script/script';
import { simulatedOnly } from '../script/simulatedOnly';
import { wordOf } from '../script/structure';
import type { Naming } from '../trace/plain';
import { Roles } from '../trace/roles';
import { DEFAULT_TRACE_LIMIT, Trace } from '../trace/trace';
import { perform } from './actions';
import { ClientTrace } from './clientTrace';
import { describeConnection } from './describe';
import { counts, Impossible } from './expect/actors';
import { bytesWanted } from './expect/bytes';
import { judge } from './expect/judge';
import { makeNetwork } from './makeNetwork';
import { DEFAULT_PATIENCE, type RunOptions } from './options';
import { fileReader, type PreparedStep, prepareSteps } from './prepare';
import { clientOutcomes, type ScriptResult } from './result';
import { Scene } from './scene';
import { READ_AHEAD } from './scriptClient';
import { type FailureDetails, ScriptFailure } from './scriptFailure';
import type { Rest, ScriptNetwork } from './scriptNetwork';
import { ServerWatch } from './serverWatch';
import { startServer } from './startServer';

/** One run of one script. */
export class ScriptRun {
  private readonly trace: Trace;
  private readonly clientTrace: ClientTrace;
  private readonly network: ScriptNetwork;
  private readonly watch: ServerWatch;
  private readonly scene: Scene;
  private readonly steps: readonly PreparedStep[];
  private readonly seed: number;
  private root: AnyActorRef | undefined;
  /** Something was done whose consequences have not come to rest. */
  private isRestless = false;
  /** Connections of which it is not known yet whether they turned out as said. */
  private unchecked: PreparedStep[] = [];

  constructor(
    private readonly script: Script,
    private readonly options: RunOptions,
  ) {
    const { trace = true } = options;
    this.seed = options.seed ?? script.seed ?? 1;
    const readFile = fileReader(options);
    this.steps = prepareSteps(script, options, readFile);
    const limit = trace === true ? DEFAULT_TRACE_LIMIT : trace === false ? 0 : trace;
    const roles = new Roles();
    const naming: Naming = {
      clientOf: (connection) => this.scene.clientOf(connection),
      connectionOf: (client) => this.scene.connection(this.scene.client(client))?.connection.id,
    };
    this.trace = new Trace(roles, naming, limit);
    this.watch = new ServerWatch(roles, this.trace, () => this.network.clock.now());
    this.clientTrace = new ClientTrace(this.trace, () => this.network.clock.now());
    this.network = makeNetwork(script, options, this.seed, () => this.watch.activity);
    this.scene = new Scene(this.network, this.watch, readFile, () => this.root as AnyActorRef);
  }

  async run(): Promise<ScriptResult> {
    try {
      await this.start();
      for (const prepared of this.steps) await this.take(prepared);
      if (this.isRestless) await this.rest(this.steps.at(-1));
      return this.result();
    } finally {
      this.trace.close();
      this.root?.stop();
      await this.network.close();
    }
  }

  private async start(): Promise<void> {
    this.root = startServer(this.script, this.options, this.network, this.watch);
    await this.rest(undefined);
    if (this.network.listening > 0) return;
    const { error } = (this.root.getSnapshot() as { output?: { error?: Error } }).output ?? {};
    const cause = error ?? this.watch.crash?.error;
    throw this.failure(undefined, {
      expected: 'the server to listen',
      seen: cause === undefined ? 'it does not' : reasonOf(cause),
      cause,
    });
  }

  private async take(prepared: PreparedStep): Promise<void> {
    const { step, index } = prepared;
    this.trace.step(this.network.clock.now(), index, describeStep(step));
    if ('do' in step) await this.act(step, prepared);
    else await this.expect(step, prepared);
    if (this.watch.crash !== undefined) {
      const { error } = this.watch.crash;
      throw this.failure(prepared, {
        expected: 'the server to live on',
        seen: `it failed: ${reasonOf(error)}`,
        cause: error,
      });
    }
  }

  private async act(action: Action, prepared: PreparedStep): Promise<void> {
    const mayHurry = 'rest' in action && action.rest === false;
    if (action.do === 'advance') {
      this.mustRest(
        await perform(action, prepared, this.scene, this.clientTrace.witness),
        prepared,
      );
      this.checkConnects();
      // Where bytes take time, some may be under way: whoever expects them waits for them.
      this.isRestless = true;
      return;
    }
    void perform(action, prepared, this.scene, this.clientTrace.witness);
    if (action.do === 'connect') this.unchecked.push(prepared);
    this.isRestless = true;
    if (!mayHurry) await this.rest(prepared);
  }

  private async expect(step: Expectation, prepared: PreparedStep): Promise<void> {
    if (step.expect === 'bytes') {
      const wanted = bytesWanted(step, prepared);
      if (wanted > READ_AHEAD) {
        this.scene.client(step.client).want(wanted);
        this.isRestless = true;
      }
    }
    if (this.isRestless) await this.rest(prepared);
    const deadline = Date.now() + (this.options.patience ?? DEFAULT_PATIENCE);
    for (;;) {
      const verdict = this.judge(step, prepared);
      if (verdict.met) {
        verdict.take?.();
        // Room to read on: what the server held back comes now.
        this.isRestless = step.expect === 'bytes';
        return;
      }
      if (verdict.final || !(await this.network.wait(deadline))) {
        throw this.failure(prepared, verdict);
      }
    }
  }

  private judge(step: Expectation, prepared: PreparedStep) {
    try {
      return judge(step, prepared, this.scene);
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      const place = { file: this.options.file, index: prepared.index, what: wordOf(step)?.word };
      throw new BadScript(place, error.message);
    }
  }

  private async rest(prepared: PreparedStep | undefined): Promise<void> {
    this.mustRest(await this.network.rest(), prepared);
    this.isRestless = false;
    this.checkConnects();
  }

  private mustRest(rest: Rest | undefined, prepared: PreparedStep | undefined): void {
    this.clientTrace.rested(this.scene.clients.keys());
    if (rest !== 'busy') return;
    throw this.failure(
      prepared,
      {
        expected: 'everything to come to rest',
        seen: 'it went on and on: something answers itself, or sends without waiting for "flow.ready"',
      },
      'XN_NEVER_QUIET',
    );
  }

  /** Whether each connection turned out as its step says. */
  private checkConnects(): void {
    const { unchecked } = this;
    if (unchecked.length === 0) return;
    this.unchecked = [];
    for (const prepared of unchecked) {
      const { client: name, outcome = 'open' } = prepared.step as Connect;
      const client = this.scene.client(name);
      const isSo = outcome === 'open' ? client.wasOpen : outcome === 'any' || client.isRefused;
      if (isSo) continue;
      const expected = `the connection of ${name} to be ${outcome === 'open' ? 'open' : 'refused'}`;
      throw this.failure(prepared, { expected, seen: describeConnection(client) });
    }
  }

  private result(): ScriptResult {
    return {
      network: this.network.name,
      seed: this.seed,
      steps: this.steps.length,
      time: this.network.clock.now(),
      emitted: this.watch.emitted.map(({ event }) => event),
      clients: clientOutcomes(this.scene),
      counts: counts(this.scene),
      simulatedOnly: simulatedOnly(this.script),
      trace: this.trace,
    };
  }

  private failure(
    prepared: PreparedStep | undefined,
    what: Pick<FailureDetails, 'expected' | 'seen' | 'cause'>,
    code: FailureDetails['code'] = 'XN_SCRIPT_FAILED',
  ): ScriptFailure {
    return new ScriptFailure({
      code,
      script: this.script.name ?? this.options.file ?? 'the script',
      network: this.network.name,
      seed: this.seed,
      index: prepared?.index,
      step: prepared?.step,
      expected: what.expected,
      seen: what.seen,
      cause: what.cause,
      trace: this.trace,
    });
  }
}
