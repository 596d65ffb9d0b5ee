# PowerShell completion for argo
Register-ArgumentCompleter -Native -CommandName argo, kubectl-argo -ScriptBlock {
    param($word, $ast, $position)
    $typed = $ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() }
    $said = @($typed | Where-Object { $_ -notlike '-*' -and $_ -ne $word })
    $command = $said | Select-Object -First 1
    if ($command -in @('cluster-template', 'cron', 'template') -and $said.Count -gt 1) { $command = "$command $($said[1])" }
    $words = switch ($command) {
        'lint' { '--kinds', '--output', '--strict', '--select', '--ignore', '--refs', '--baseline', '--write-baseline', '--fix', '--diff', '--watch', '--explain', '--verbose', '--config', '--upstream-compatible', '--allow-empty', '--offline', '--no-color', '--local', '--namespace', '--help' }
        'submit' { '--parameter', '--parameter-file', '--entrypoint', '--name', '--generate-name', '--labels', '--serviceaccount', '--priority', '--output', '--wait', '--watch', '--log', '--dry-run', '--strict', '--local', '--namespace', '--help' }
        'list' { '--all-namespaces', '--selector', '--prefix', '--status', '--completed', '--running', '--resubmitted', '--since', '--older', '--no-headers', '--output', '--local', '--namespace', '--help' }
        'get' { '--output', '--no-color', '--no-utf8', '--status', '--local', '--namespace', '--help' }
        'watch' { '--local', '--namespace', '--help' }
        'wait' { '--timeout', '--ignore-not-found', '--local', '--namespace', '--help' }
        'logs' { '--follow', '--container', '--tail', '--since', '--since-time', '--grep', '--timestamps', '--no-color', '--local', '--namespace', '--help' }
        'delete' { '--all', '--all-namespaces', '--completed', '--resubmitted', '--prefix', '--selector', '--older', '--status', '--dry-run', '--yes', '--local', '--namespace', '--help' }
        'stop' { '--selector', '--node-field-selector', '--message', '--dry-run', '--local', '--namespace', '--help' }
        'terminate' { '--selector', '--dry-run', '--local', '--namespace', '--help' }
        'suspend' { '--local', '--namespace', '--help' }
        'resume' { '--node-field-selector', '--local', '--namespace', '--help' }
        'retry' { '--selector', '--restart-successful', '--node-field-selector', '--parameter', '--output', '--wait', '--watch', '--log', '--dry-run', '--local', '--namespace', '--help' }
        'resubmit' { '--selector', '--memoized', '--parameter', '--priority', '--output', '--wait', '--watch', '--log', '--local', '--namespace', '--help' }
        'node' { '--node-field-selector', '--phase', '--message', '--output-parameter', '--local', '--namespace', '--help' }
        'convert' { '--output', '--no-color', '--local', '--namespace', '--help' }
        'controller' { '--until-idle', '--local', '--namespace', '--help' }
        'completion' { '--local', '--namespace', '--help' }
        'version' { '--short', '--output', '--local', '--namespace', '--help' }
        'template lint' { '--output', '--strict', '--select', '--ignore', '--refs', '--baseline', '--write-baseline', '--fix', '--diff', '--watch', '--explain', '--verbose', '--config', '--upstream-compatible', '--allow-empty', '--no-color', '--local', '--namespace', '--help' }
        'cluster-template lint' { '--output', '--strict', '--select', '--ignore', '--refs', '--baseline', '--write-baseline', '--fix', '--diff', '--watch', '--explain', '--verbose', '--config', '--upstream-compatible', '--allow-empty', '--no-color', '--local', '--namespace', '--help' }
        'cron lint' { '--output', '--strict', '--select', '--ignore', '--refs', '--baseline', '--write-baseline', '--fix', '--diff', '--watch', '--explain', '--verbose', '--config', '--upstream-compatible', '--allow-empty', '--no-color', '--local', '--namespace', '--help' }
        'schema' { '--argo-version', '--local', '--namespace', '--help' }
        'cluster-template' { 'lint' }
        'cron' { 'lint' }
        'template' { 'lint' }
        default { 'lint', 'submit', 'list', 'get', 'watch', 'wait', 'logs', 'delete', 'stop', 'terminate', 'suspend', 'resume', 'retry', 'resubmit', 'node', 'convert', 'controller', 'completion', 'version', 'template', 'cluster-template', 'cron', 'schema' }
    }
    $words | Where-Object { $_ -like "$word*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
