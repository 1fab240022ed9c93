# Completion of qapsule(1) for bash. test: tests/completion.test

_qapsule_words()	# WORDS WORD
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_qapsule_paths()	# WORD; -f: files and folders, -d: folders
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_qapsule_flags()	# COMMAND
{
	case $1 in
	serve)
		echo -c --capsule --certs --state --host --gemini --gopher \
		    --workers --ports-file --no-watch --user
		;;
	check) echo -c --lint ;;
	render) echo --as --width ;;
	ids) echo --write -c --capsule --state --host ;;
	cert) echo -c --certs --host --new-key ;;
	import) echo --style --title --base --dry-run -o --force ;;
	status) echo -c --state --json --prometheus --questions ;;
	reload | stop) echo -c --state ;;
	esac
}

_qapsule()
{
	local word=${COMP_WORDS[COMP_CWORD]}
	local before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [[ $COMP_CWORD -eq 1 ]]; then
		_qapsule_words 'serve check render ids cert import status
			reload stop --help --version' "$word"
		return
	fi
	case $before in
	-c | -o | --ports-file) _qapsule_paths -f "$word"; return ;;
	--capsule | --certs | --state) _qapsule_paths -d "$word"; return ;;
	--as) _qapsule_words 'gemini gopher text' "$word"; return ;;
	--style)
		_qapsule_words 'q-colon numbered usenet plain' "$word"
		return
		;;
	--user) mapfile -t COMPREPLY < <(compgen -u -- "$word"); return ;;
	--host | --gemini | --gopher | --workers | --width | --title | --base)
		return
		;;
	esac
	if [[ $word == -* ]]; then
		_qapsule_words "$(_qapsule_flags "$command")" "$word"
		return
	fi
	case $command-$COMP_CWORD in
	cert-2) _qapsule_words 'show new renew' "$word" ;;
	import-2) _qapsule_words 'json yaml jsonld text' "$word" ;;
	check-* | render-* | ids-* | import-*) _qapsule_paths -f "$word" ;;
	esac
}

complete -F _qapsule qapsule
