import { lines } from './lines.js'

/** Functions to write: what goes in, what comes out. */
export const codeTasksEn = lines(`
  Write a function that merges two sorted lists of numbers into one sorted list.
  Write a function that returns the longest common prefix of a list of strings.
  Write a function that groups words which are anagrams of each other.
  Write a function that parses a duration such as "2h15m" into seconds.
  Write a function that formats a number of bytes for people to read.
  Write a function that finds the first pair in a list whose sum is a given number.
  Write a function that returns the running median of a stream of numbers.
  Write a function that rotates a square matrix by ninety degrees in place.
  Write a function that checks whether the brackets of a text are balanced.
  Write a function that removes duplicates from a list and keeps the first of each.
  Write a function that splits a list into chunks of at most {n:3-40} items.
  Write a function that computes the prefix sums of a list and answers range queries with them.
  Write a function that turns a flat list of folders with parent ids into a tree.
  Write a function that reads a line of CSV with quoted fields.
  Write a function that compares two version numbers such as 1.10.2 and 1.9.
  Write a function that wraps a paragraph at {n:40-100} columns without breaking words.
  Write a function that calls another function at most once in {n:100-900} milliseconds.
  Write a function that retries an operation with growing pauses.
  Write a class that keeps the {n:10-90} most recently used entries.
  Write a class that counts events in a sliding window of {n:5-60} seconds.
  Write a function that finds the shortest route in a grid with walls.
  Write a function that lists all files of a folder that are larger than {n:2-80} megabytes.
  Write a function that converts Roman numerals to numbers.
  Write a function that computes the difference of two lists as insertions and deletions.
  Write a function that picks a random item with given weights.
  Write a function that merges overlapping intervals.
  Write a function that evaluates an expression in reverse Polish notation.
  Write a function that counts how often every word occurs and returns the {n:3-20} most frequent ones.
  Write a function that checks whether a date lies in a leap year and how many days its month has.
  Write a function that flattens a nested list to a given depth.
  Write a function that finds a cycle in a directed graph.
  Write a function that orders tasks so that each comes after those it depends on.
  Write a function that encodes a text by run lengths and decodes it again.
  Write a function that masks all but the last four digits of an account number.
  Write a function that validates the check digit of an ISBN.
  Write a function that computes a simple moving average over {n:3-30} samples.
  Write a function that transposes a table given as a list of rows.
  Write a function that replaces placeholders in a template by values of a map.
  Write a function that finds the k-th largest number without sorting the whole list.
  Write a function that turns a query string into a map and back.
  Write a class for a queue with a fixed capacity of {n:8-64} that overwrites its oldest item.
  Write a function that reads a log file line by line and counts the lines per hour.
  Write a function that multiplies two sparse vectors.
  Write a function that searches a sorted list that has been rotated by an unknown amount.
  Write a function that rounds an amount of money to cents, halves to even.
  Write a function that returns all permutations of a short list lazily.
  Write a function that assigns {n:4-30} shifts to people so that nobody works two in a row.
  Write a function that turns a camel case name into snake case.
  Write a function that deep-compares two values made of maps and lists.
  Write a function that computes the edit distance of two words.
  Write a function that packs items of given sizes into as few boxes as a simple rule allows.
  Write a function that limits the number of operations in flight to {n:2-16}.
  Write a function that samples {n:5-50} lines uniformly from a file of unknown length.
  Write a function that detects whether two rectangles overlap and by how much.
  Write a function that converts between Celsius, Fahrenheit and Kelvin.
  Write a function that reads key and value pairs from an INI file with sections.
  Write a function that finds the longest run of equal items in a list.
  Write a function that draws a bar chart of a map of counts with characters only.
  Write a function that reports which keys of two configurations differ.
  Write a function that computes the checksum of a file in blocks of {n:4-64} kilobytes.
`)

/** What the caller also expects, one bullet each. */
export const codeDemandsEn = lines(`
  Return an empty result for empty input instead of failing.
  Do not change the arguments.
  Raise a clear error when an argument has the wrong type.
  State the running time in a comment.
  Use only the standard library.
  It must work for {n:10-90} thousand items within a second.
  Explain every name that is not obvious.
  Add three short tests, one of them for the empty case.
  Negative numbers may occur and are treated like any other.
  Text may contain characters outside ASCII.
  The order of equal items must not change.
  Prefer a loop to recursion, because inputs may be deep.
  Keep the function under {n:20-45} lines.
  Write a docstring with one example.
  It will be called by the {team} team from the {service}.
  Repeated calls with the same input should not repeat the work.
  Do not print anything.
  Report the position of the first mistake in the input.
  Treat upper and lower case alike.
  Ignore blank lines and lines that begin with a hash.
  Let the caller pass a function that compares two items.
  Memory must not grow with the length of the input.
  Handle numbers beyond 32 bits.
  Say which cases you left out on purpose.
  Make the default values visible in the signature.
  Times are in milliseconds and never negative.
  Two threads may call it at the same time.
  Avoid floating point where whole numbers do.
  The last item may be incomplete and is then dropped.
  Return the result together with the number of skipped items.
  Show how {name} would call it from another module.
  If nothing is found, return the language's usual empty value.
  The input may be an iterator that can be read only once.
  Name the algorithm if it has a name.
  Follow the usual naming of the language.
  Separate parsing from computing so that both can be tested.
  Do not swallow errors of the functions it calls.
  The result must be the same on every run.
  Limit the depth of nesting to {n:16-99} and fail beyond it.
  Accept at most {n:100-900} characters per field.
  Put the most common case first.
  Keep whitespace inside quotes as it is.
  Assume that the clock may jump backwards.
  End with a short note on how one would extend it.
  Mention one mistake that is easy to make here.
  A single pass over the data is preferred.
  Do not use global variables.
  Explain in one sentence why this approach was chosen over the obvious one.
`)
