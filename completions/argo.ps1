# PowerShell completion for argo
Register-ArgumentCompleter -Native -CommandName argo, kubectl-argo -ScriptBlock {
    param($word, $ast, $position)
    $typed = $ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() }
    $command = $typed | Where-Object { $_ -notlike '-*' -and $_ -ne $word } | Select-Object -First 1
    $words = switch ($command) {
        'submit' { '--parameter', '--parameter-file', '--entrypoint', '--name', '--generate-name', '--labels', '--serviceaccount', '--priority', '--output', '--wait', '--watch', '--log', '--dry-run', '--strict', '--local', '--namespace', '--help' }
        'lint' { '--kinds', '--output', '--strict', '--offline', '--no-color', '--upstream-compatible', '--allow-empty', '--local', '--namespace', '--help' }
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
        'schema' { '--local', '--namespace', '--help' }
        'completion' { '--local', '--namespace', '--help' }
        'version' { '--short', '--output', '--local', '--namespace', '--help' }
        default { 'submit', 'lint', 'list', 'get', 'watch', 'wait', 'logs', 'delete', 'stop', 'terminate', 'suspend', 'resume', 'retry', 'resubmit', 'node', 'convert', 'controller', 'schema', 'completion', 'version' }
    }
    $words | Where-Object { $_ -like "$word*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
