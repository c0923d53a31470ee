import { expect, test } from 'vitest'
import { checkedSshHost, machineOf } from './ssh-host.js'

test.each([
  ['node-2', 'node-2'],
  ['user@node-2.example', 'node-2.example'],
  ['ssh://user@node-2:2222', 'node-2'],
  ['ssh://[fd00::1]:22', 'fd00::1'],
  ['root@10.0.0.7', '10.0.0.7'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
])('%s is a host, whose machine is %s', (host, machine) => {
  expect(machineOf(checkedSshHost(host))).toBe(machine)
})

test.each(['', '-oProxyCommand=reboot', 'a b', 'a;reboot', '$(reboot)', '`reboot`', "a'b", 'a\nb', 'a|b', 'é'])(
  '%j is no host',
  (text) => {
    expect(() => checkedSshHost(text)).toThrow(/host cannot be .*/)
  },
)
