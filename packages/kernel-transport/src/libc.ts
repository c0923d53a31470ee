import koffi from 'koffi'

/** Memory outside the JavaScript heap, whose address the system can be given. */
export type NativeMemory = {
  /** For a parameter of a C function. */
  readonly pointer: unknown
  readonly address: bigint
  readonly bytes: Buffer
  /** The same bytes in words: reading them makes no garbage. */
  readonly words: Int32Array
}

/** The functions of the C library that the transport calls. A negative result is a failure, whose number `errno` gives. */
export type Libc = {
  readonly epollCreate: (flags: number) => number
  readonly epollControl: (epoll: number, operation: number, fd: number, event: unknown) => number
  readonly epollWait: (epoll: number, events: unknown, count: number, timeoutMs: number) => number
  readonly receive: (fd: number, message: unknown, flags: number) => number
  readonly socket: (domain: number, type: number, protocol: number) => number
  readonly connect: (fd: number, address: unknown, length: number) => number
  /** @param bytes - a `Buffer`, or the pointer of native memory. */
  readonly send: (fd: number, bytes: unknown, length: number, flags: number) => number
  readonly socketOption: (fd: number, level: number, name: number, value: unknown, length: unknown) => number
  readonly setSocketOption: (fd: number, level: number, name: number, value: unknown, length: number) => number
  readonly socketPair: (domain: number, type: number, protocol: number, pair: unknown) => number
  readonly duplicateTo: (from: number, to: number, flags: number) => number
  /** 1 where the text is an address of the family, which is then written as bytes. */
  readonly addressBytes: (family: number, text: string, bytes: unknown) => number
  readonly interfaceNumber: (name: string) => number
  readonly close: (fd: number) => number
  readonly timerCreate: (clock: number, flags: number) => number
  readonly timerSet: (timer: number, flags: number, value: unknown, before: null) => number
  readonly clockTime: (clock: number, time: unknown) => number
  readonly errno: () => number
  readonly allocate: (bytes: number) => NativeMemory
}

/**
 * Binds the functions in the program itself, which has loaded its C library whatever that is called.
 *
 * @throws where the foreign function interface cannot be used here.
 */
export function openLibc(): Libc {
  const library = koffi.load(null)
  const bind = <F>(signature: string) => library.func(signature) as F
  return {
    epollCreate: bind('int epoll_create1(int)'),
    epollControl: bind('int epoll_ctl(int, int, int, void *)'),
    epollWait: bind('int epoll_wait(int, void *, int, int)'),
    receive: bind('int64 recvmsg(int, void *, int)'),
    socket: bind('int socket(int, int, int)'),
    connect: bind('int connect(int, const void *, uint32)'),
    send: bind('int64 send(int, const void *, uint64, int)'),
    socketOption: bind('int getsockopt(int, int, int, void *, void *)'),
    setSocketOption: bind('int setsockopt(int, int, int, const void *, uint32)'),
    socketPair: bind('int socketpair(int, int, int, void *)'),
    duplicateTo: bind('int dup3(int, int, int)'),
    addressBytes: bind('int inet_pton(int, const char *, void *)'),
    interfaceNumber: bind('uint32 if_nametoindex(const char *)'),
    close: bind('int close(int)'),
    timerCreate: bind('int timerfd_create(int, int)'),
    timerSet: bind('int timerfd_settime(int, int, const void *, void *)'),
    clockTime: bind('int clock_gettime(int, void *)'),
    errno: () => koffi.errno(),
    allocate,
  }
}

function allocate(size: number): NativeMemory {
  const pointer = koffi.alloc('uint8', size)
  const buffer = koffi.view(pointer, size)
  return {
    pointer,
    address: koffi.address(pointer),
    bytes: Buffer.from(buffer),
    words: new Int32Array(buffer, 0, size >> 2),
  }
}
