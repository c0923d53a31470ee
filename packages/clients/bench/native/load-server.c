/*
 * Sends token streams at known times. One event = one HTTP chunk of about 235 bytes, as vLLM writes them.
 *
 *   load-server STREAMS WARM TOKENS RATE aligned|paced STAMPS_FILE
 *
 * Prints its port. Answers two waves of requests, first with WARM tokens each (none: no such wave), then with TOKENS, and
 * prints "steady" when the first 20 tokens of each stream of the second are out (at once at full speed and where there are
 * no more). A wave waits until STREAMS requests are in, then sends: RATE tokens a second to each stream, all at one
 * instant (aligned) or spread evenly over the period (paced); RATE 0 sends at full speed, many events a write.
 * STAMPS_FILE gets CLOCK_MONOTONIC (ms, float64) just before each write(2) of the second wave, by stream (the number at
 * the end of its x-request-id) and token. Exits when all streams have ended.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MAX_CONNECTIONS 32768
#define BLOCK_EVENTS 280

typedef struct {
  int fd, stream, length;
  char request[4096];
} Connection;

typedef struct {
  Connection *connection;
  int asked; /* from its request to the end of its answer */
  long sent;
  long block_offset;
} Stream;

static int streams, tokens, rate, aligned, measured, listener, poller, waiting, finished;
static Connection *connections[MAX_CONNECTIONS];
static Stream *all;
static double *stamps;
static char event[512], block[BLOCK_EVENTS * 512];
static int event_length;

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Waits for room: in paced regimes the socket buffer always has some, so a wait here means a client that hangs. */
static void write_all(int fd, const char *bytes, long length) {
  while (length > 0) {
    long n = write(fd, bytes, length);
    if (n > 0) {
      bytes += n;
      length -= n;
    } else if (errno == EAGAIN) {
      usleep(100);
    } else {
      fail("write");
    }
  }
}

static int http_chunk(char *into, const char *payload) {
  return sprintf(into, "%zx\r\n%s\r\n", strlen(payload), payload);
}

static const char *head =
    "HTTP/1.1 200 OK\r\nserver: uvicorn\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
    "transfer-encoding: chunked\r\n\r\n";
static const char *prefix = "data: {\"id\":\"chatcmpl-6f1c2d3e4b5a69788796a5b4c3d2e1f0\",\"object\":\"chat.completion.chunk\","
                            "\"created\":1760000000,\"model\":\"bench-model\",\"choices\":[{\"index\":0,";

static void send_head(Stream *stream) {
  char payload[512], out[1024];
  int n = sprintf(out, "%s", head);
  sprintf(payload, "%s\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n", prefix);
  n += http_chunk(out + n, payload);
  write_all(stream->connection->fd, out, n);
}

static void send_tail(Stream *stream) {
  stream->asked = 0;
  char payload[512], out[2048];
  int n = 0;
  sprintf(payload, "%s\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n", prefix);
  n += http_chunk(out + n, payload);
  sprintf(payload,
          "data: {\"id\":\"chatcmpl-6f1c2d3e4b5a69788796a5b4c3d2e1f0\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
          "\"model\":\"bench-model\",\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":%d,\"completion_tokens\":%d}}\n\n",
          tokens + 8, tokens);
  n += http_chunk(out + n, payload);
  n += http_chunk(out + n, "data: [DONE]\n\n");
  n += sprintf(out + n, "0\r\n\r\n");
  write_all(stream->connection->fd, out, n);
  finished += 1;
}

static void answer_plain(Connection *c) {
  char out[512];
  int is_models = strncmp(c->request, "GET /v1/models", 14) == 0;
  const char *body = is_models ? "{\"object\":\"list\",\"data\":[{\"id\":\"bench-model\",\"object\":\"model\",\"owned_by\":\"vllm\"}]}" : "{}";
  int n = sprintf(out, "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s",
                  is_models ? "200 OK" : "404 Not Found", strlen(body), body);
  write_all(c->fd, out, n);
}

/* Handles what has been read; returns once the buffer holds no whole request. */
static void take_requests(Connection *c) {
  for (;;) {
    c->request[c->length] = 0;
    char *end = strstr(c->request, "\r\n\r\n");
    if (!end) return;
    char *field = strcasestr(c->request, "content-length:");
    long body = field && field < end ? atol(field + 15) : 0;
    long total = end + 4 - c->request + body;
    if (total > (long)sizeof c->request - 1) { fprintf(stderr, "request too large\n"); exit(1); }
    if (c->length < total) return;
    if (strncmp(c->request, "POST", 4) == 0) {
      char *id = strcasestr(c->request, "x-request-id:");
      int at = waiting;
      if (id && id < end) {
        char *digits = strstr(id, "\r\n");
        while (digits > id && digits[-1] >= '0' && digits[-1] <= '9') digits -= 1;
        at = atoi(digits);
      }
      if (at < 0 || at >= streams || all[at].asked) { fprintf(stderr, "odd stream %d\n", at); exit(1); }
      all[at].connection = c;
      all[at].asked = 1;
      c->stream = at;
      waiting += 1;
    } else {
      answer_plain(c);
    }
    memmove(c->request, c->request + total, c->length - total);
    c->length -= total;
  }
}

static void serve_socket(int fd) {
  Connection *c = connections[fd];
  long n = read(fd, c->request + c->length, sizeof c->request - 1 - c->length);
  if (n > 0) {
    c->length += n;
    take_requests(c);
  } else if (n == 0 || errno != EAGAIN) {
    if (c->stream >= 0 && all[c->stream].connection == c && all[c->stream].asked) {
      fprintf(stderr, "stream %d closed by the client\n", c->stream);
      exit(1);
    }
    epoll_ctl(poller, EPOLL_CTL_DEL, fd, NULL);
    close(fd);
    connections[fd] = NULL;
  }
}

static void poll_sockets(int timeout_ms) {
  struct epoll_event ready[256];
  int n = epoll_wait(poller, ready, 256, timeout_ms);
  for (int i = 0; i < n; i += 1) {
    int fd = ready[i].data.fd;
    if (fd != listener) {
      serve_socket(fd);
      continue;
    }
    int accepted;
    while ((accepted = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
      if (accepted >= MAX_CONNECTIONS) { fprintf(stderr, "too many connections\n"); exit(1); }
      int on = 1;
      setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      connections[accepted] = calloc(1, sizeof(Connection));
      connections[accepted]->fd = accepted;
      connections[accepted]->stream = -1;
      struct epoll_event watch = {.events = EPOLLIN, .data.fd = accepted};
      epoll_ctl(poller, EPOLL_CTL_ADD, accepted, &watch);
    }
  }
}

/* From here on the client's CPU counts. */
static void announce_steady(void) {
  if (!measured) return;
  printf("steady\n");
  fflush(stdout);
}

static void run_paced(void) {
  double period = 1000.0 / rate, start = now_ms() + 50;
  long warm = tokens > 20 ? 20L * (aligned ? 1 : streams) : 0;
  for (long step = 0; step < (long)tokens * (aligned ? 1 : streams); step += 1) {
    if (step == warm) announce_steady();
    double due = start + step * (aligned ? period : period / streams);
    for (;;) {
      double left = due - now_ms();
      if (left <= 0) break;
      if (left > 1.2) poll_sockets((int)(left - 1));
    }
    int first = aligned ? 0 : step % streams, last = aligned ? streams : first + 1;
    for (int s = first; s < last; s += 1) {
      Stream *stream = &all[s];
      if (measured) stamps[(long)s * tokens + stream->sent] = now_ms();
      write_all(stream->connection->fd, event, event_length);
      stream->sent += 1;
      if (stream->sent == tokens) send_tail(stream);
    }
  }
}

static void run_full_speed(void) {
  announce_steady();
  while (finished < streams) {
    int progress = 0;
    for (int s = 0; s < streams; s += 1) {
      Stream *stream = &all[s];
      if (stream->sent >= tokens) continue;
      long left = (tokens - stream->sent) * (long)event_length - stream->block_offset;
      long size = BLOCK_EVENTS * (long)event_length - stream->block_offset;
      if (size > left) size = left;
      long n = write(stream->connection->fd, block + stream->block_offset, size);
      if (n <= 0) {
        if (n < 0 && errno != EAGAIN) fail("write");
        continue;
      }
      progress = 1;
      long done = stream->block_offset + n;
      stream->sent += done / event_length;
      stream->block_offset = done % event_length;
      if (stream->sent >= tokens) send_tail(stream);
    }
    if (!progress) usleep(50);
  }
}

static void run_wave(int wave_tokens) {
  while (waiting < streams) poll_sockets(1000);
  tokens = wave_tokens;
  waiting = finished = 0;
  for (int s = 0; s < streams; s += 1) all[s].sent = all[s].block_offset = 0;
  /* Heads go out first: their cost is not a token's. */
  for (int s = 0; s < streams; s += 1) send_head(&all[s]);
  double settled = now_ms() + 300;
  while (now_ms() < settled) poll_sockets(10);
  if (rate > 0) run_paced();
  else run_full_speed();
}

int main(int count, char **argument) {
  if (count != 7) { fprintf(stderr, "usage: load-server STREAMS WARM TOKENS RATE aligned|paced FILE\n"); return 2; }
  streams = atoi(argument[1]);
  int warm = atoi(argument[2]), measured_tokens = atoi(argument[3]);
  rate = atoi(argument[4]);
  aligned = strcmp(argument[5], "aligned") == 0;
  signal(SIGPIPE, SIG_IGN);
  alarm(300);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  all = calloc(streams, sizeof(Stream));
  stamps = rate > 0 ? calloc((long)streams * measured_tokens, sizeof(double)) : NULL;
  char payload[512];
  sprintf(payload, "%s\"delta\":{\"content\":\" token\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n", prefix);
  event_length = http_chunk(event, payload);
  for (int i = 0; i < BLOCK_EVENTS; i += 1) memcpy(block + i * event_length, event, event_length);

  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 8192)) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  poller = epoll_create1(0);
  struct epoll_event watch = {.events = EPOLLIN, .data.fd = listener};
  epoll_ctl(poller, EPOLL_CTL_ADD, listener, &watch);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  if (warm > 0) run_wave(warm);
  measured = 1;
  run_wave(measured_tokens);

  if (stamps) {
    FILE *file = fopen(argument[6], "wb");
    if (!file || fwrite(stamps, sizeof(double), (long)streams * tokens, file) != (size_t)streams * tokens) fail("stamps");
    fclose(file);
  }
  double end = now_ms() + 500;
  while (now_ms() < end) poll_sockets(50);
  return 0;
}
