"""Printers that the operator has configured (PRINTERS): raw sockets, IPP and queues of CUPS."""
