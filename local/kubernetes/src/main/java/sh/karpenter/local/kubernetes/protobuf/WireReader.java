package sh.karpenter.local.kubernetes.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sh.karpenter.local.kubernetes.error.ApiErrors;

/// Reads the fields of one protobuf message. After [#next()] exactly one of the value methods must be called.
final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] data;
    private final int end;
    private int position;
    private int field;
    private int type;

    WireReader(byte[] data, int start, int end) {
        this.data = data;
        this.position = start;
        this.end = end;
    }

    /// Goes to the next field, false at the end.
    boolean next() {
        if (position >= end) {
            return false;
        }
        long tag = readVarint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        return true;
    }

    int field() {
        return field;
    }

    long varint() {
        if (type != VARINT) {
            throw malformed("expected a number in field " + field);
        }
        return readVarint();
    }

    double fixed64() {
        if (type != FIXED64) {
            throw malformed("expected a double in field " + field);
        }
        long bits = 0;
        for (int at = 0; at < 8; at++) {
            bits |= (readByte() & 0xffL) << (8 * at);
        }
        return Double.longBitsToDouble(bits);
    }

    byte[] bytes() {
        int length = length();
        byte[] copy = Arrays.copyOfRange(data, position, position + length);
        position += length;
        return copy;
    }

    String string() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    WireReader message() {
        int length = length();
        WireReader inner = new WireReader(data, position, position + length);
        position += length;
        return inner;
    }

    void skip() {
        switch (type) {
            case VARINT -> readVarint();
            case FIXED64 -> position += 8;
            case BYTES -> {
                int length = length();
                position += length;
            }
            case FIXED32 -> position += 4;
            default -> throw malformed("unknown wire type " + type);
        }
        if (position > end) {
            throw malformed("unexpected end");
        }
    }

    private int length() {
        if (type != BYTES) {
            throw malformed("expected bytes in field " + field);
        }
        long length = readVarint();
        if (length < 0 || length > end - position) {
            throw malformed("unexpected end");
        }
        return (int) length;
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("number too long");
    }

    private byte readByte() {
        if (position >= end) {
            throw malformed("unexpected end");
        }
        return data[position++];
    }

    private static RuntimeException malformed(String why) {
        return ApiErrors.badRequest("the protobuf body is malformed: " + why);
    }
}
