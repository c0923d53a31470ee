#!/usr/bin/env bash
# comment-on-pull-request.sh FILE   puts a report on the pull request PULL_REQUEST, in place of the one from the run before
set -euo pipefail
file=$1
mark=$(head -n 1 "$file")
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
body=$(jq -n --rawfile body "$file" '{body: $body}')
known=$(gh api --paginate "$comments" | jq -rs --arg mark "$mark" '[.[][] | select(.body | startswith($mark)) | .id][0] // empty')
if [ -n "$known" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --input - <<<"$body" >/dev/null
else
  gh api --method POST "$comments" --input - <<<"$body" >/dev/null
fi
