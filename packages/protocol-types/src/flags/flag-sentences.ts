/**
 * Every flag that a record, a workload, a run or a comparison may carry, with the sentence that a report shows for it: the gravest
 * first, which is the order of reports. `flagSentence` knows the family `<field>_unsupported` too.
 */
export const flagSentences = {
  simulated:
    'SIMULATED: these timings come from a model of an engine, and the texts from a seed; no inference took place.',
  not_equal:
    'NOT EQUAL: the two forms of an operator do not compute the same within rounding, so no speed-up is given for it.',
  tls_unverified: 'The certificate of the server was not checked, so what answered may be another server.',
  random_weights: 'The weights of the model are random: its text means nothing, its timings are real.',
  client_saturated:
    'CLIENT SATURATED: the load generator itself was at its limit, so latencies may be its own and not the server’s.',
  load_not_kept: 'LOAD NOT KEPT: what was sent is not the load that was asked for.',
  replay_invalid:
    'REPLAY INVALID: what was sent is not the trace or the data set that was asked for; the bounds that did not hold are named.',
  client_stalled:
    'The client itself stood still during some requests, so their latencies may be its own; records.jsonl flags each.',
  stopped_after_errors:
    'STOPPED: so many requests failed one after another that no more were sent; the rest of the plan was not measured.',
  not_started: 'NOT STARTED: the target could not be reached, so this part of the plan was not measured.',
  prompts_unavailable:
    'NOT MEASURED: the server did not count the prompts of this workload, so none of its requests were sent.',
  prompts_ran_dry:
    'PROMPTS RAN DRY: requests were sent more slowly than asked for, because their prompts were not built in time.',
  unfinished:
    'CUT OFF: the program that measured this was killed; what stands here covers the requests that had ended.',
  interrupted: 'INTERRUPTED: the run ended early, so these numbers cover only part of the plan.',
  cache_contaminated:
    'CACHE CONTAMINATED: the engine answered from a prefix cache more than the plan intended, so TTFT and input throughput are too good.',
  other_traffic:
    'OTHER TRAFFIC: the server answered more requests than were sent to it from here, so its latencies and its counters hold those of others.',
  engines_changed:
    'ENGINES CHANGED: the gateway had another number of healthy engines after the load than before it, so an engine died or came back meanwhile, and the figures are those of both.',
  stream_held_back:
    'STREAM HELD BACK: most answers came in one read, or in few and uneven reads, because the server or a proxy collects text before it sends it, or because the machine of the server or of this client was too busy to handle each token as it came. So ITL and TBT are not those of the engine, no verdict, service level or goodput rests on them, and TTFT holds the wait. Measure without the proxy, or let the server send each token as it comes.',
  cache_unknown:
    'CACHE UNKNOWN: nothing shows whether the server answered from its prefix cache, and the seed was not drawn for this run: if it was sent these prompts before, TTFT is that of its cache. Leave out --seed, or give one that is new to the server.',
  answer_unknown: 'An answer that belongs into a later prompt of its session was not known, so that prompt lacked it.',
  itl_coalesced:
    'More than 10 % of the chunks shared a network read with another, so ITL is limited by the reads; TBT counts the tokens of each read.',
  itl_percentiles_rounded:
    'There were so many gaps between chunks that the percentiles of ITL come from a histogram: they are rounded by less than 0.1 %.',
  steady_tokens_estimated:
    'The tokens of the steady part of the load are estimated for some answers, because their stream does not show when each came.',
  slo_unjudged:
    'Some answers could not be judged by a service level, because their stream does not show the value: the share of answers that met it is over those that could.',
  held_then_burst:
    'Some answers were held back and then came in a burst, many chunks in one network read: they have no time between tokens and are left out of TBT, and most of their gaps in ITL are near 0.',
  tokens_unseen:
    'For some answers more tokens are reported than their stream shows: they have no time between tokens, and are left out of TBT.',
  tbt_coarse:
    'The TBT of some answers is rough, because their reads are few or uneven: it is reported, but no verdict and no goodput rests on it.',
  tbt_estimated:
    'The TBT of some answers is an estimate: how many tokens came in the first read follows from the bytes of text. The flag --usage-per-chunk makes it exact on vLLM and SGLang.',
  reasoning_hidden:
    'Some answers hide their reasoning: its tokens are in the throughput, and in no time between tokens.',
  output_short: 'Some outputs ended before the asked length, so runs are comparable only where lengths agree.',
  prompt_truncated:
    'PROMPT TRUNCATED: the server read fewer prompt tokens than were sent, so its prefill is shorter than asked for.',
  prompt_length_missed: 'Some prompts are off the asked length by more than 2 % and 2 tokens.',
  prompt_length_estimated:
    'Prompt lengths are estimated from characters: no tokenizer was given, and the server does not count tokens, or cannot be believed.',
  prompt_template_uncounted:
    'Prompt lengths are those of the text alone: the tokens of the chat template come on top, because the server does not count them.',
  ignore_eos_unsupported:
    'The engine has no option to ignore end-of-sequence, so it may end an answer before the asked length.',
  record_lost: 'For some requests the client gave no record, even after they were cancelled; they count as failed.',
  not_streamed: 'The answers were not streamed, so there is no time to the first token and none between tokens.',
  paused_after_refusal:
    'After refused connections the client rested before it tried again, so the load was lower than asked for.',
  random_prompt_text:
    'RANDOM TEXT: the prompts are random words or tokens, which no user sends. An engine that decodes speculatively, or lives on likely text in another way, meets real traffic with other figures than these.',
  shard_clock_uncertain:
    'The clocks of some machines of this run are known to no better than a millisecond, which the file shards.json states: by as much the common start, requests in flight and rates may be off. TTFT and the time between tokens are measured within one machine and are not touched.',
  shard_lost:
    'A SHARD WAS LOST: one of the machines that sent this load went away before the end, and its part of the arrivals is missing from then on. What is here was measured, but not under the load that was asked for, so there is no verdict.',
  waited_for_slot: 'Some requests waited in the client for a free place under the concurrency cap.',
  messages_flattened: 'Conversations were sent as one text, because the endpoint takes no list of messages.',
  usage_unreadable: 'Some usage reports of the server could not be read; tokens were counted in another way there.',
  usage_repeated:
    'The server reported usage more than once for some requests; it was counted once, or summed over their choices.',
  usage_implausible:
    'Some usage reports cannot be true (fewer tokens than pieces of text, more than was asked for, or zeros after a count); they were not believed.',
  usage_disagrees:
    'Some answers came in a few pieces of text more than their usage has tokens; the count of the usage stands.',
  token_ids_disagree:
    'The token ids that some streams brought are not those of the end of their answers: such counts were not believed.',
  prompt_tokens_disagree:
    'The engine gave two lengths for some prompts, at the start and at the end of their answers: neither was believed.',
  unknown_event: 'Some streams held events that this version does not know; they were passed over.',
  protocol_before_0_5: 'Some streams had the event names of sageLLM’s Protocol before 0.5; they were read as such.',
  chunks_contradicted:
    'CHUNKS ARE NO TOKENS: before the load the server sent one chunk a token, but an answer of the load shows several in a chunk, or another limit than was asked for. So no answer was counted by its chunks; give the tokenizer (--tokenizer FOLDER) to have them counted.',
  token_counts_unknown:
    'Some answers have no token count that can be believed: where they are more than 1 in 20, tok/s of the run is not given, else it is a lower bound.',
  prompt_count_disagrees:
    'Some prompts were counted otherwise before the run than the server read them; the count of the usage stands.',
  prompt_count_doubtful: 'The counts of prompt tokens before the run are not to be believed; a notice says why.',
  late_end:
    'Some answers stayed open long after their last token: E2E ends with the last token, but the place in the load is taken until the end, so tok/s and req/s of the run hold that wait.',
  output_long: 'Some outputs are longer than asked for, so the engine did not keep to the limit.',
  stream_options_refused:
    'The server refused a request of the load for its field stream_options; it was sent again without the field, and so was all that came after it: where a server is several, one of them may refuse what another takes.',
  stream_options_unsupported:
    'Requests were sent without the field stream_options, which the server does not take: it asks for token counts, which may be missing there.',
  retried: 'Some requests were sent more than once; their latencies contain all attempts.',
  text_uncountable:
    'The text of some answers cannot be counted again (characters in it were lost, or it has more tokens than were allowed), so their token counts are not known.',
  suspiciously_short:
    'Some answers ended well after one piece of text, though many tokens were asked for and this server has answered with more: they may be errors written as text.',
  finish_reason_missing: 'Some answers ended with [DONE] but without a finish reason.',
  silent_steps: 'Some decode steps came without text (an empty chunk); they count as steps.',
  eos_step:
    'Some answers ended with an end-of-sequence token that no text chunk shows: the chunk with the finish reason is counted as its decode step.',
  done_missing:
    'Some answers ended with a finish reason but without [DONE]. Where their connection stayed open the client waited a second for it: that wait is in tok/s and req/s of the run, and in no latency.',
  body_cut_short:
    'Some connections broke, or were closed, after a complete answer and before the end of the body that had been announced (its content-length, or its last chunk): nothing is missing in these answers, but something between cuts connections.',
  content_type_missing: 'Some answers had no content type and were read as event streams.',
  content_type_unexpected: 'Some answers were event streams under another content type, and were read as such.',
  redirected:
    'Some requests were redirected, and their latencies hold the way to the first address: give the last address.',
  connection_was_stale:
    'Some requests met a kept connection that the server had just closed, and were sent again on a new one: their latencies hold both.',
  connections_limited:
    'The server serves few connections at once and makes others wait, so kept connections were closed for requests that waited: as far as that, connections were not reused.',
  clock_stepped:
    "The clock of this machine was set during some requests: stamps of that moment are the program's own, not the kernel's.",
  unexpected_bytes:
    'After some answers the server sent more than it had announced; that was dropped with the connection.',
  clamped: 'Some lengths were clamped to the context window of the model; the rows show what was really sent.',
  target_down: 'A target went down during the comparison: what is missing of it is not known, and it cannot win.',
  self_comparison:
    'One target was compared with itself: what differs here is the noise of this setup, so a difference of this size between two engines means nothing.',
  model_substituted: 'The engine served another model than the one asked for; the rows name both.',
  precision_substituted: 'The engine ran at another precision than the one asked for; the rows name both.',
  python_original: 'Written by the Python original: one shot without intervals, and an unknown value may stand as 0.',
  averaged_over_scenarios: 'The figures of a target are means over its scenarios.',
} as const satisfies Readonly<Record<string, string>>
