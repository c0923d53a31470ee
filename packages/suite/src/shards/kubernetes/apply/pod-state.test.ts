import { expect, test } from 'vitest'
import { Pod, shardOf } from './pod.js'
import { podState } from './pod-state.js'

const metadata = {
  ...{ name: 'bench-3-x7', uid: 'u3', labels: {} },
  annotations: { 'batch.kubernetes.io/job-completion-index': '3' },
}
const stateOf = (status: unknown) => podState(Pod.parse({ metadata, status }))
const own = (state: unknown, more: object = {}) => ({
  ...{ phase: 'Pending', containerStatuses: [{ name: 'sagellm-benchmark', ready: false, state }] },
  ...more,
})

// The forms are those of core/v1 PodStatus; the words those of kubelet and scheduler.
test.each([
  [undefined, { kind: 'waiting', why: null }],
  [own({ waiting: { reason: 'ContainerCreating' } }), { kind: 'waiting', why: null }],
  [
    own({ waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "a:1"' } }),
    { kind: 'waiting', why: 'ImagePullBackOff: Back-off pulling image "a:1"' },
  ],
  [
    own({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "bench-token" not found' } }),
    { kind: 'waiting', why: 'CreateContainerConfigError: secret "bench-token" not found' },
  ],
  [
    {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/3 nodes are available:\n\u001b[2J no',
        },
      ],
    },
    { kind: 'waiting', why: 'Unschedulable: 0/3 nodes are available: \u001b[2J no' },
  ],
  [own({ running: { startedAt: '2026-01-01T00:00:00Z' } }), { kind: 'running' }],
  [own({ terminated: { exitCode: 3, reason: 'Error' } }), { kind: 'ended', code: 3, why: null }],
  [own({ terminated: { exitCode: 0, reason: 'Completed' } }), { kind: 'ended', code: 0, why: null }],
  [own({ terminated: { exitCode: 137, reason: 'OOMKilled' } }), { kind: 'ended', code: 137, why: 'OOMKilled' }],
  [
    { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
    { kind: 'ended', code: 1, why: 'Evicted: The node was low on resource: memory.' },
  ],
])('a pod with the status %j', (status, state) => {
  expect(stateOf(status)).toEqual(state)
})

test('what is beside the container of the program neither ends it nor keeps it', () => {
  const sidecar = { name: 'istio-proxy', state: { terminated: { exitCode: 1, reason: 'Error' } } }
  const running = { name: 'sagellm-benchmark', state: { running: {} } }
  expect(stateOf({ phase: 'Running', containerStatuses: [sidecar, running] })).toEqual({ kind: 'running' })
})

test('an image that an init container waits for is a reason', () => {
  const init = { name: 'istio-init', state: { waiting: { reason: 'ErrImagePull', message: 'denied' } } }
  const waiting = { name: 'sagellm-benchmark', state: { waiting: { reason: 'PodInitializing' } } }
  const status = { phase: 'Pending', initContainerStatuses: [init], containerStatuses: [waiting] }
  expect(stateOf(status)).toEqual({ kind: 'waiting', why: 'ErrImagePull: denied' })
})

test('its shard is the index of the Job, and a text that is none is no pod of ours', () => {
  expect(shardOf(Pod.parse({ metadata }))).toBe(3)
  for (const index of ['-1', '1e3', '', '99999999999'])
    expect(
      Pod.safeParse({ metadata: { ...metadata, annotations: { 'batch.kubernetes.io/job-completion-index': index } } })
        .success,
    ).toBe(false)
})
