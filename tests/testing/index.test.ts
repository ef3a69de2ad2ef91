import { join } from 'node:path';
import * as testing from 'xstate-net/testing';

describe('xstate-net/testing', () => {
  it('exports what tests are made from, and nothing of any test runner', () => {
    expect(Object.keys(testing).sort()).toEqual([
      'ACTOR_NAMES',
      'BadScript',
      'DEFAULT_PATIENCE',
      'NETWORK_NAMES',
      'READ_AHEAD',
      'SCRIPT_SCHEMA_ID',
      'ScriptFailure',
      'SideTrace',
      'Trace',
      'comparable',
      'comparableTrace',
      'describeStep',
      'loopbackUnderTest',
      'parseScript',
      'parseScriptText',
      'payloadOf',
      'readScript',
      'recordScript',
      'runScript',
      'runScriptFile',
      'scriptMatchers',
      'scriptSchema',
      'simulatedNetwork',
      'simulatedOnly',
      'simulatedUnderTest',
      'transportCompliance',
    ]);
  });

  it('runs a file', async () => {
    const file = join(__dirname, '../../examples/scripts/echo.json');
    expect(await testing.runScriptFile(file, { network: 'tcp' })).toMatchObject({ network: 'tcp' });
    expect(() => testing.readScript('nowhere.json')).toThrow(/^nowhere\.json: cannot be read/);
  });
});
