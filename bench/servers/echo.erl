%% Echo on Erlang's gen_tcp: a process for each connection, one active message at a time.
-module(echo).
-export([main/0]).

main() ->
    {ok, Listener} = gen_tcp:listen(0, [binary, {active, false}, {ip, {127, 0, 0, 1}},
                                        {nodelay, true}, {backlog, 511}, {buffer, 65536}]),
    {ok, Port} = inet:port(Listener),
    io:format("listening ~p~n", [Port]),
    accept(Listener).

accept(Listener) ->
    {ok, Socket} = gen_tcp:accept(Listener),
    Pid = spawn(fun() -> receive go -> echo(Socket) end end),
    ok = gen_tcp:controlling_process(Socket, Pid),
    Pid ! go,
    accept(Listener).

echo(Socket) ->
    ok = inet:setopts(Socket, [{active, once}]),
    receive
        {tcp, Socket, Data} ->
            ok = gen_tcp:send(Socket, Data),
            echo(Socket);
        {tcp_closed, Socket} ->
            ok;
        {tcp_error, Socket, _Reason} ->
            gen_tcp:close(Socket)
    end.
