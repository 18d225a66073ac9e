# Prints what zsh offers for a line: zsh -f offers.zsh FOLDER LINE, where FOLDER has the script _serial-handshake.
# An interactive zsh on a terminal of its own completes the line; its compadd also says each match.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT='> '; COLUMNS=200; LISTMAX=1000; fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -D -u"
zpty -w shell 'compadd() {
  [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd "$@"; return }
  local -a hits
  builtin compadd -A hits "$@"
  (( ! ${#hits} )) || print -rl -- "match "${^hits} > /dev/tty
  builtin compadd "$@"
}'
zpty -w shell 'offer() { zle complete-word; print -r -- "all"" said" > /dev/tty }; zle -N offer; bindkey "^I" offer; print rea""dy'
while zpty -r shell line; do [[ $line == *ready* ]] && break; done
zpty -n -w shell "$2"$'\t'
while zpty -r shell line; do
  [[ $line == *"all said"* ]] && break
  [[ $line != *match\ * ]] || print -r -- "${${line#*match }%%[[:cntrl:]]*}"
done
zpty -d shell
