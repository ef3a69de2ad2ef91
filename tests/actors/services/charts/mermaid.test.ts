import { mermaidOf } from '../../../../actors/services/charts/mermaid';
import { outlineOf } from '../../../../actors/services/charts/outline';
import { doorChart as chart } from './door';

describe('a drawing in Mermaid', () => {
  it('has nested states, guards in brackets, and where an arrow ends or begins inside', () => {
    expect(mermaidOf(chart).split('\n').slice(1)).toEqual([
      'stateDiagram-v2',
      '  state "in any of these states" as everywhere',
      '  everywhere : bell / ring',
      '  class everywhere internal',
      '  [*] --> closed',
      '  state "closed" as closed',
      '  closed : entry / sigh',
      '  state open {',
      '    [*] --> ajar',
      '    ajar',
      '    wide',
      '    broken',
      '    broken --> [*]',
      '    ajar --> broken : smash',
      '    wide --> broken : smash',
      '    ajar --> wide : push',
      '  }',
      '  gone',
      '  gone --> [*]',
      '  closed --> open : push [isUnlocked] → wide',
      '  open --> closed : close<br/>after patience',
      '  open --> gone : leave (in wide)',
      '  classDef internal stroke-dasharray: 4 4',
    ]);
  });

  it('is shorter as an outline', () => {
    const outline = mermaidOf(outlineOf(chart, 1), { internal: false });
    expect(outline.split('\n').slice(2)).toEqual([
      '  [*] --> closed',
      '  closed',
      '  open',
      '  gone',
      '  gone --> [*]',
      '  closed --> open : push [isUnlocked]',
      '  open --> closed : close<br/>after patience',
      '  open --> gone : leave',
    ]);
  });
});
