/*
 * Answers completions of any client at known times and writes down what it did: the truth that clients are held against.
 *
 *   truth-server FIRST_MS RATE aligned|paced
 *
 * Prints its port, then, once its standard input is closed, one JSON line for each completion in the order of arrival:
 *   {"number": its number, "id": its x-request-id or null, "arrived": ms, "tokens": asked, "sent": [ms of each token]}
 * on CLOCK_MONOTONIC: "arrived" when the whole request was read, "sent" just before each write(2).
 * A stream's head goes out at once, its first token FIRST_MS after its request (with the role's chunk, as vLLM sends them), then
 * RATE a second, one HTTP chunk each of about 235 bytes;
 * "aligned" moves each token to the next step that all streams share, as a batching engine does. The text of a token is
 * the number of its request, so that a result is matched with its request whatever the client calls it.
 * A request without "stream": true is answered whole; /completions is answered in its own form.
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
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MAX_FILES 65536
#define MAX_TOKENS 100000

typedef struct {
  int fd, is_open;
  long length, room;
  char *bytes;
} Connection;

typedef struct {
  Connection *connection;
  int number, streams, chat, tokens, sent, gone;
  double arrived, first_due, due;
  char id[128];
  double *stamps;
} Request;

static Connection *connections[MAX_FILES];
static Request **requests, **heap;
static int count, room, waiting, poller, listener, timer, aligned, ended;
static double first_ms, period_ms;

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

/* The requests that wait for their next token, the earliest first. */
static void heap_push(Request *request) {
  int at = waiting++;
  while (at > 0 && heap[(at - 1) / 2]->due > request->due) {
    heap[at] = heap[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  heap[at] = request;
}

static Request *heap_pop(void) {
  Request *first = heap[0], *last = heap[--waiting];
  int at = 0;
  for (int child; (child = 2 * at + 1) < waiting; at = child) {
    if (child + 1 < waiting && heap[child + 1]->due < heap[child]->due) child += 1;
    if (heap[child]->due >= last->due) break;
    heap[at] = heap[child];
  }
  heap[at] = last;
  return first;
}

/* A client that has gone loses the rest of its answer; the log shows how far it got. */
static void write_all(Request *request, const char *bytes, long length) {
  while (length > 0 && !request->gone) {
    long n = request->connection->is_open ? write(request->connection->fd, bytes, length) : -1;
    if (n > 0) {
      bytes += n;
      length -= n;
    } else if (request->connection->is_open && errno == EAGAIN) {
      usleep(100);
    } else {
      request->gone = 1;
    }
  }
}

#define START "data: {\"id\":\"chatcmpl-6f1c2d3e4b5a69788796a5b4c3d2e1f0\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"bench-model\",\"choices\":["

static int chunk(char *into, const char *payload) { return sprintf(into, "%zx\r\n%s\r\n", strlen(payload), payload); }

static void send_head(Request *request) {
  const char *head = "HTTP/1.1 200 OK\r\nserver: uvicorn\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                     "transfer-encoding: chunked\r\n\r\n";
  write_all(request, head, strlen(head));
}

static void send_token(Request *request) {
  char payload[512], out[1200];
  int n = 0;
  if (request->sent == 0 && request->chat)
    n = chunk(out, START "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
  const char *form = request->chat ? START "{\"index\":0,\"delta\":{\"content\":\" %06d\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                                   : START "{\"index\":0,\"text\":\" %06d\",\"logprobs\":null,\"finish_reason\":null}]}\n\n";
  sprintf(payload, form, request->number);
  n += chunk(out + n, payload);
  request->stamps[request->sent++] = now_ms();
  write_all(request, out, n);
}

static void send_tail(Request *request) {
  char payload[512], out[2048];
  int n = chunk(out, request->chat ? START "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n"
                                   : START "{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n");
  sprintf(payload, START "],\"usage\":{\"prompt_tokens\":32,\"total_tokens\":%d,\"completion_tokens\":%d}}\n\n",
          request->tokens + 32, request->tokens);
  n += chunk(out + n, payload);
  n += chunk(out + n, "data: [DONE]\n\n");
  n += sprintf(out + n, "0\r\n\r\n");
  write_all(request, out, n);
}

static void send_body(Request *request, const char *status, const char *body) {
  char out[2048];
  int n = sprintf(out, "HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n%s", status, strlen(body), body);
  write_all(request, out, n);
}

static void send_whole(Request *request) {
  char body[1024];
  sprintf(body,
          "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"bench-model\",\"choices\":[{\"index\":0,"
          "\"message\":{\"role\":\"assistant\",\"content\":\" %06d\"},\"finish_reason\":\"length\"}],"
          "\"usage\":{\"prompt_tokens\":32,\"completion_tokens\":%d,\"total_tokens\":%d}}",
          request->number, request->tokens, request->tokens + 32);
  send_body(request, "200 OK", body);
}

/* The number behind a key of the body, whatever stands between; `without` where there is none. */
static int number_of(const char *body, const char *key, int without) {
  const char *found = strstr(body, key);
  if (!found) return without;
  found += strlen(key);
  while (*found == ' ' || *found == ':') found += 1;
  return *found >= '0' && *found <= '9' ? atoi(found) : without;
}

static int wants_stream(const char *body) {
  const char *found = strstr(body, "\"stream\"");
  if (!found) return 0;
  found += 8;
  while (*found == ' ' || *found == ':') found += 1;
  return strncmp(found, "true", 4) == 0;
}

static void keep_id(Request *request, const char *head, const char *end) {
  const char *found = strcasestr(head, "\r\nx-request-id:");
  if (!found || found >= end) return;
  found += 15;
  while (*found == ' ') found += 1;
  int at = 0;
  for (; found < end && *found != '\r' && at < 127; found += 1)
    if (*found > ' ' && *found != '"' && *found != '\\') request->id[at++] = *found;
  request->id[at] = 0;
}

static void take_completion(Connection *connection, const char *head, const char *end, const char *body) {
  if (count == room) {
    room = room ? room * 2 : 1024;
    requests = realloc(requests, room * sizeof *requests);
    heap = realloc(heap, room * sizeof *heap);
  }
  Request *request = calloc(1, sizeof *request);
  request->arrived = now_ms();
  request->connection = connection;
  request->number = count;
  request->tokens = number_of(body, "\"max_completion_tokens\"", number_of(body, "\"max_tokens\"", 16));
  if (request->tokens < 1 || request->tokens > MAX_TOKENS) request->tokens = 16;
  request->stamps = calloc(request->tokens, sizeof(double));
  request->streams = wants_stream(body);
  request->chat = memmem(head, end - head, "/chat/completions", 17) != NULL;
  keep_id(request, head, end);
  requests[count++] = request;
  request->first_due = request->due = request->arrived + first_ms;
  if (aligned) {
    long step = (long)(request->due / period_ms) + 1;
    request->first_due = request->due = step * period_ms;
  }
  if (request->streams) send_head(request);
  heap_push(request);
}

/* Handles what has been read; returns once the buffer holds no whole request. */
static void take_requests(Connection *connection) {
  for (;;) {
    connection->bytes[connection->length] = 0;
    char *end = strstr(connection->bytes, "\r\n\r\n");
    if (!end) return;
    char *field = strcasestr(connection->bytes, "\r\ncontent-length:");
    long body = field && field < end ? atol(field + 17) : 0;
    long total = end + 4 - connection->bytes + body;
    if (connection->length < total) return;
    char behind = connection->bytes[total];
    connection->bytes[total] = 0;
    if (strncmp(connection->bytes, "POST", 4) == 0 && strstr(connection->bytes, "/completions")) {
      take_completion(connection, connection->bytes, end, end + 4);
    } else {
      Request plain = {.connection = connection};
      int models = strncmp(connection->bytes, "GET /v1/models", 14) == 0, health = strncmp(connection->bytes, "GET /health", 11) == 0;
      send_body(&plain, models || health ? "200 OK" : "404 Not Found",
                models ? "{\"object\":\"list\",\"data\":[{\"id\":\"bench-model\",\"object\":\"model\",\"owned_by\":\"vllm\"}]}" : "{}");
    }
    connection->bytes[total] = behind;
    memmove(connection->bytes, connection->bytes + total, connection->length - total);
    connection->length -= total;
  }
}

static void serve_socket(int fd) {
  Connection *connection = connections[fd];
  if (connection->room - connection->length < 65536) {
    connection->room = connection->room * 2 + 65536;
    connection->bytes = realloc(connection->bytes, connection->room + 1);
  }
  long n = read(fd, connection->bytes + connection->length, connection->room - connection->length);
  if (n > 0) {
    connection->length += n;
    take_requests(connection);
  } else if (n == 0 || errno != EAGAIN) {
    close(fd);
    connection->is_open = 0;
    connections[fd] = NULL;
    free(connection->bytes);
    connection->bytes = NULL;
  }
}

static void accept_all(void) {
  int fd, on = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_FILES) fail("too many connections");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[fd] = calloc(1, sizeof(Connection));
    connections[fd]->fd = fd;
    connections[fd]->is_open = 1;
    watch(fd);
  }
}

static void send_what_is_due(void) {
  while (waiting > 0 && heap[0]->due <= now_ms()) {
    Request *request = heap_pop();
    if (request->gone) continue;
    if (!request->streams) {
      send_whole(request);
      continue;
    }
    send_token(request);
    if (request->sent == request->tokens) {
      send_tail(request);
    } else {
      /* From the first one on: a late token does not move those behind it. */
      request->due = request->first_due + request->sent * period_ms;
      heap_push(request);
    }
  }
}

static void poll_sockets(void) {
  if (waiting > 0) {
    double due = heap[0]->due;
    struct itimerspec at = {.it_value = {.tv_sec = (long)(due / 1e3), .tv_nsec = (long)((due - (long)(due / 1e3) * 1e3) * 1e6)}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
  }
  struct epoll_event ready[256];
  int n = epoll_wait(poller, ready, 256, waiting > 0 && heap[0]->due <= now_ms() ? 0 : -1);
  for (int i = 0; i < n; i += 1) {
    int fd = ready[i].data.fd;
    char bytes[64];
    if (fd == listener) accept_all();
    else if (fd == timer) (void)!read(timer, bytes, 8);
    else if (fd == 0) ended = read(0, bytes, sizeof bytes) <= 0;
    else if (connections[fd]) serve_socket(fd);
  }
}

static void print_log(void) {
  for (int i = 0; i < count; i += 1) {
    Request *request = requests[i];
    printf("{\"number\":%d,\"id\":", request->number);
    printf(request->id[0] ? "\"%s\"" : "null", request->id);
    printf(",\"arrived\":%.4f,\"tokens\":%d,\"sent\":[", request->arrived, request->tokens);
    for (int at = 0; at < request->sent; at += 1) printf(at ? ",%.4f" : "%.4f", request->stamps[at]);
    printf("]}\n");
  }
}

int main(int arguments, char **argument) {
  if (arguments != 4) { fprintf(stderr, "usage: truth-server FIRST_MS RATE aligned|paced\n"); return 2; }
  first_ms = atof(argument[1]);
  period_ms = 1000 / atof(argument[2]);
  aligned = strcmp(argument[3], "aligned") == 0;
  signal(SIGPIPE, SIG_IGN);
  /* Between its stamp and its write nothing else is to run; without the right it stays as it is. */
  setpriority(PRIO_PROCESS, 0, -15);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 8192)) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  poller = epoll_create1(0);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  watch(listener);
  watch(timer);
  watch(0);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  while (!ended) {
    poll_sockets();
    send_what_is_due();
  }
  print_log();
  return 0;
}
