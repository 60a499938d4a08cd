"""The ground every room stands on: settings, operators' data, files, errors and the console.

Imports nothing of ours. What operators edit lies beside the code as data: ``sites/``,
``indicators/``, ``statements/`` and ``sharing/``.
"""
