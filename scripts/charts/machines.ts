import type { AnyStateMachine } from 'xstate';
import { type Chart, chartOf } from '../../actors/services/charts/chart';
import { serveMachine } from '../../cli/serve/serveMachine';
import { tcpClientMachine } from '../../machines/client/tcpClient';
import { announcedSocketAdapterMachine } from '../../machines/connection/connectedSocketAdapter';
import { tcpServerMachine } from '../../machines/listener/tcpServer';
import { protocols } from '../../machines/protocols';
import { serverCoreMachine } from '../../machines/server/serverCore';
import { singleServerMachine } from '../../machines/server/singleServer';

const shipped = Object.values(protocols).map(({ make }) => make() as unknown as AnyStateMachine);

/** The charts that are drawn, by their machines' names. */
export const CHARTS: ReadonlyMap<string, Chart> = new Map(
  [
    tcpServerMachine,
    announcedSocketAdapterMachine,
    serverCoreMachine,
    singleServerMachine,
    tcpClientMachine,
    serveMachine,
    ...shipped,
  ].map((machine) => {
    const chart = chartOf(machine as unknown as AnyStateMachine);
    return [chart.id, chart] as const;
  }),
);
