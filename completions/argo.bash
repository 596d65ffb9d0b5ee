# bash completion for argo
_argo() {
    local current=${COMP_WORDS[COMP_CWORD]} command='' current_is_word='' word words
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
            -*) ;;
            *)
                if [[ -n $command ]]; then command="$command $word"; break; fi
                command=$word
                case $word in cluster-template|cron|template) ;; *) break ;; esac
                ;;
        esac
    done
    case $command in
        '') words='lint submit list get watch wait logs delete stop terminate suspend resume retry resubmit node convert controller completion version template cluster-template cron schema'; current_is_word=1 ;;
        'lint') words='--kinds --output --strict --select --ignore --refs --baseline --write-baseline --fix --diff --watch --explain --verbose --config --upstream-compatible --allow-empty --offline --no-color --local --namespace --help' ;;
        'submit') words='--parameter --parameter-file --entrypoint --name --generate-name --labels --serviceaccount --priority --output --wait --watch --log --dry-run --strict --local --namespace --help' ;;
        'list') words='--all-namespaces --selector --prefix --status --completed --running --resubmitted --since --older --no-headers --output --local --namespace --help' ;;
        'get') words='--output --no-color --no-utf8 --status --local --namespace --help' ;;
        'watch') words='--local --namespace --help' ;;
        'wait') words='--timeout --ignore-not-found --local --namespace --help' ;;
        'logs') words='--follow --container --tail --since --since-time --grep --timestamps --no-color --local --namespace --help' ;;
        'delete') words='--all --all-namespaces --completed --resubmitted --prefix --selector --older --status --dry-run --yes --local --namespace --help' ;;
        'stop') words='--selector --node-field-selector --message --dry-run --local --namespace --help' ;;
        'terminate') words='--selector --dry-run --local --namespace --help' ;;
        'suspend') words='--local --namespace --help' ;;
        'resume') words='--node-field-selector --local --namespace --help' ;;
        'retry') words='--selector --restart-successful --node-field-selector --parameter --output --wait --watch --log --dry-run --local --namespace --help' ;;
        'resubmit') words='--selector --memoized --parameter --priority --output --wait --watch --log --local --namespace --help' ;;
        'node') words='--node-field-selector --phase --message --output-parameter --local --namespace --help' ;;
        'convert') words='--output --no-color --local --namespace --help' ;;
        'controller') words='--until-idle --local --namespace --help' ;;
        'completion') words='--local --namespace --help' ;;
        'version') words='--short --output --local --namespace --help' ;;
        'template lint') words='--output --strict --select --ignore --refs --baseline --write-baseline --fix --diff --watch --explain --verbose --config --upstream-compatible --allow-empty --no-color --local --namespace --help' ;;
        'cluster-template lint') words='--output --strict --select --ignore --refs --baseline --write-baseline --fix --diff --watch --explain --verbose --config --upstream-compatible --allow-empty --no-color --local --namespace --help' ;;
        'cron lint') words='--output --strict --select --ignore --refs --baseline --write-baseline --fix --diff --watch --explain --verbose --config --upstream-compatible --allow-empty --no-color --local --namespace --help' ;;
        'schema') words='--argo-version --local --namespace --help' ;;
        'cluster-template') words='lint'; current_is_word=1 ;;
        'cron') words='lint'; current_is_word=1 ;;
        'template') words='lint'; current_is_word=1 ;;
        *) words='' ;;
    esac
    if [[ $current == -* || -n $current_is_word ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}
complete -o filenames -F _argo argo kubectl-argo
