"""What the hall asks of a device, kept until the device has it. Driven by `devices.bus.Bus`."""
