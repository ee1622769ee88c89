"""Writes an event file of TensorBoard's with an encoder of its own, field by field from tensorflow/core/util/event.proto. Writes events.bin beside itself."""
import os
import struct


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def record(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked(length)) + data + struct.pack("<I", masked(data))


def varint(value):
    value &= 0xFFFFFFFFFFFFFFFF
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, wire, payload):
    return varint(number << 3 | wire) + payload


def delimited(number, payload):
    return field(number, 2, varint(len(payload)) + payload)


def event(step, body):
    out = field(1, 1, struct.pack("<d", 1700000000.5))
    if step:
        out += field(2, 0, varint(step))
    return record(out + body)


def scalar(tag, value, step):
    return event(step, delimited(5, delimited(1, delimited(1, tag.encode()) + field(2, 5, struct.pack("<f", value)))))


assert crc32c(b"123456789") == 0xE3069283  # the check value of CRC-32C
data = event(0, delimited(3, b"brain.Event:2"))
data += scalar("epoch_loss", 0.6931471805599453, 0)
data += scalar("epoch_loss", 1e-20, 1)
data += scalar("batch_loss", float("inf"), 300)
data += scalar("Genauigkeit \u2265 \u00bd " + "lang" * 40, -2.5, 1 << 40)
data += event(7, delimited(7, field(1, 0, varint(1))))
data += scalar("x", 0.0, -1)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "events.bin"), "wb") as file:
    file.write(data)
