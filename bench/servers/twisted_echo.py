# Echo on Twisted, as on the front page of its documentation.
import resource

from twisted.internet import protocol, reactor

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Echo(protocol.Protocol):
    def connectionMade(self):
        self.transport.setTcpNoDelay(True)

    def dataReceived(self, data):
        self.transport.write(data)


factory = protocol.Factory.forProtocol(Echo)
factory.noisy = False
port = reactor.listenTCP(0, factory, backlog=511, interface="127.0.0.1")
print("listening", port.getHost().port, flush=True)
reactor.run()
