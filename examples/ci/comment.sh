#!/usr/bin/env bash
# What a pull request changes, as one comment: `platform diff` and, where the state is here, `platform plan --changed`.
# Writes the comment to $COMMENT and ends as `diff` does: with 0, or with the code of the first of both that found an error.
#
#   BASE         the branch, tag or commit that is compared with
#   COMMIT       the commit that the comment names; otherwise what is checked out
#   FOLDER       the platform's folder
#   ENVIRONMENT  only this environment, if given
#   PLAN         `auto` plans where the platform's folder has its state, `always` and `never` do what they say
#   COMMENT      the file that the comment is written to
set -euo pipefail

: "${BASE:?the branch to compare with}" "${COMMENT:?the file to write}"
folder=${FOLDER:-.}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

narrow=(--output markdown)
[ -z "${ENVIRONMENT:-}" ] || narrow+=("--env=$ENVIRONMENT")
[ -z "${COMMIT:-}" ] || narrow+=("--commit=$COMMIT")

plan=${PLAN:-auto}
if [ "$plan" = auto ]; then
  plan=never
  [ ! -f "$folder/.platform/state.db" ] || plan=always
fi
# Both share the room of one comment.
longest=65536
[ "$plan" = never ] || longest=32000

code=0
platform -C "$folder" diff "--base=$BASE" "--longest=$longest" "${narrow[@]}" >"$work/diff" 2>"$work/said" || code=$?
cat "$work/said" >&2
if [ ! -s "$work/diff" ]; then
  # Nothing could be compared at all: what is wrong is the comment. A fence that no line of it can end.
  { printf '<!-- platform-core: diff -->\n### Nothing could be compared\n\n~~~~~~~~text\n'
    head -c 8000 "$work/said" | tr '~\r' '- '
    printf '\n~~~~~~~~\n'; } >"$work/diff"
  [ "$code" -ne 0 ] || code=1
fi
if [ "$plan" = always ]; then
  planned=0
  platform -C "$folder" plan "--changed=$BASE" "--longest=$longest" "${narrow[@]}" >"$work/plan" || planned=$?
  [ "$code" -ne 0 ] || code=$planned
  [ ! -s "$work/plan" ] || { printf '\n'; cat "$work/plan"; } >>"$work/diff"
fi
cp "$work/diff" "$COMMENT"
exit "$code"
